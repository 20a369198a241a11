/** One entry of a subjectAltName: `kind` is Node's word for it, `DNS` and `IP Address` among others. */
export interface SubjectAltName {
  kind: string;
  value: string;
}

const entry = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y;

/**
 * Reads what Node prints for `X509Certificate.subjectAltName`. A value with a special character stands there as a JSON
 * string, so that `a, DNS:bank.com` inside one name is not taken for two. Empty for what it cannot read.
 */
export function parseSubjectAltNames(printed: string | undefined): SubjectAltName[] {
  if (!printed) return [];
  const names: SubjectAltName[] = [];
  entry.lastIndex = 0;
  while (entry.lastIndex < printed.length) {
    const match = entry.exec(printed);
    if (!match) return [];
    const [, kind = '', text = ''] = match;
    const value = text.startsWith('"') ? readQuoted(text) : text;
    if (value === null) return [];
    names.push({ kind, value });
  }
  return names;
}

function readQuoted(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

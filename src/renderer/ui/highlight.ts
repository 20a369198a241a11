export interface TextPart {
  text: string;
  isMatch: boolean;
}

/** A text cut where `sought` stands in it, in whatever case. Parts are never empty; together they are the text. */
export function splitByMatch(text: string, sought: string): TextPart[] {
  const part = sought.trim().toLowerCase();
  if (part === '') return text === '' ? [] : [{ text, isMatch: false }];
  const lower = text.toLowerCase();
  // A few letters grow when they are made lower: then places in the two do not agree.
  if (lower.length !== text.length) return text === '' ? [] : [{ text, isMatch: false }];
  const parts: TextPart[] = [];
  let end = 0;
  for (let at = lower.indexOf(part); at >= 0; at = lower.indexOf(part, end)) {
    if (at > end) parts.push({ text: text.slice(end, at), isMatch: false });
    end = at + part.length;
    parts.push({ text: text.slice(at, end), isMatch: true });
  }
  if (end < text.length) parts.push({ text: text.slice(end), isMatch: false });
  return parts;
}

export function hasMatch(text: string | null, sought: string): boolean {
  const part = sought.trim().toLowerCase();
  return part !== '' && text !== null && text.toLowerCase().includes(part);
}

/** Some words around the first match, on one line. */
export function snippetAround(text: string, sought: string, before = 24): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const at = line.toLowerCase().indexOf(sought.trim().toLowerCase());
  return at <= before ? line : `…${line.slice(at - before)}`;
}

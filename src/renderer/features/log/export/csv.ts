/** RFC 4180 §2: lines end in CRLF, and a field in quotes doubles its own. */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

/** A spreadsheet reads a file as UTF-8 where it begins with this. */
export const byteOrderMark = '\ufeff';

/** What a peer wrote must not become a formula in the admin's spreadsheet: an apostrophe makes it text (OWASP). */
function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

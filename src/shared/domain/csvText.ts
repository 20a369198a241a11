/** A spreadsheet reads a file as UTF-8 where it begins with this. */
export const byteOrderMark = '\ufeff';

/** With what spreadsheets take for the same, and the apostrophe itself: so that it can be told from one of ours. */
const formulaStart = /^['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;

/** What somebody else wrote must not become a formula in the admin's spreadsheet: an apostrophe makes it text (OWASP). */
export function escapeFormula(cell: string): string {
  return formulaStart.test(cell) ? `'${cell}` : cell;
}

export function unescapeFormula(cell: string): string {
  return cell.startsWith("'") && formulaStart.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** RFC 4180 §2: cells in quotes where they need them, and CRLF at the end. Formulas come out as text. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoteCell(escapeFormula(cell))).join(',')}\r\n`;
}

function quoteCell(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

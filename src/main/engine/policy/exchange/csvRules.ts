import { CsvError, parse } from 'csv-parse/sync';
import type { Rule } from '../../../../shared/contract/rule.ts';
import { maxImportedRules } from '../../../../shared/contract/ruleExchange.ts';
import { byteOrderMark, csvLine, unescapeFormula } from '../../../../shared/domain/csvText.ts';
import { tlsVersions } from '../../../../shared/domain/tlsVersion.ts';
import { type ImportedRule, type ReadRuleFile, refuseFile, unreadable } from './importedRule.ts';
import { cellOf, type FileField, fileFields, fileRuleOf } from './ruleFields.ts';

/**
 * The rules as a table (RFC 4180), with the byte order mark that spreadsheets need to see UTF-8. A cell that a
 * spreadsheet would take for a formula gets an apostrophe in front; `readCsv` takes it away again.
 */
export function writeCsv(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => {
    const values = fileRuleOf(rule);
    return fileFields.map((field) => cellOf(values[field]));
  });
  return byteOrderMark + [fileFields, ...rows].map(csvLine).join('');
}

const delimiters = [',', ';', '\t'] as const;

/**
 * Reads a table whose first line names the columns; the separator is the one that the first line uses. A column that is
 * not there leaves its field as it is; an empty cell sets it back to what a new rule has.
 */
export function readCsv(text: string): ReadRuleFile {
  const parsed = parseTable(text);
  if (typeof parsed === 'string') return refuseFile(parsed);
  const [head, ...rows] = parsed.records;
  if (!head) return refuseFile('The file is empty.');
  const columns = head.cells.map(columnOf);
  const twice = columns.find((column, index) => column !== null && columns.indexOf(column) !== index);
  if (twice) return refuseFile(`The column "${twice}" is there twice.`);
  if (!columns.includes('pattern') || !columns.includes('mode')) {
    return refuseFile(
      'The first line must name the columns, at least "pattern" and "mode". To add a plain list of domains, paste it under "Add External Domains".',
    );
  }
  if (rows.length > maxImportedRules) return refuseFile(`The file has more than ${maxImportedRules} rules.`);

  const rules = rows.map(({ line, cells }): ImportedRule => {
    if (cells.slice(columns.length).some((cell) => cell !== '')) {
      return unreadable(line, 'This line has more cells than the first line has columns.');
    }
    const pairs = columns.flatMap((column, index) => (column === null ? [] : [[column, cells[index] ?? ''] as const]));
    return { line, value: ruleOf(pairs), error: null };
  });
  const broken = parsed.errors.map(({ line, message }) => unreadable(line, message));
  return {
    ok: true,
    file: {
      format: 'csv',
      rules: [...rules, ...broken].sort((one, other) => one.line - other.line),
      unusedColumns: head.cells.filter((name, index) => columns[index] === null && name !== ''),
    },
  };
}

interface TableRow {
  line: number;
  cells: string[];
}

/** The rows with the line on which each begins, or why there are none. */
function parseTable(text: string): { records: TableRow[]; errors: { line: number; message: string }[] } | string {
  // Some spreadsheets name the separator in a line of its own.
  const named = /^\ufeff?sep=(.)\r?\n/iu.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const delimiter = named?.[1] ?? delimiterOf(body);
  const errors: { line: number; message: string }[] = [];
  const records: TableRow[] = [];
  const linesBefore = named ? 1 : 0;
  let lastLine = linesBefore;
  try {
    parse(body, {
      delimiter,
      bom: true,
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (cells, { lines }) => {
        const end = lines + linesBefore;
        const inside = cells.join('').match(/\r\n|\r|\n/g)?.length ?? 0;
        lastLine = end;
        if (cells.some((cell) => cell !== '')) {
          records.push({ line: Math.max(1, end - inside), cells: cells.map(unescapeFormula) });
        }
        return null;
      },
      on_skip: (error) => {
        errors.push({ line: lastLine + 1, message: reasonOf(error) });
        return undefined;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return reasonOf(error);
  }
  return { records, errors };
}

/** Quotes are how a table goes wrong: everything else is relaxed. */
function reasonOf(error: CsvError | undefined): string {
  return error?.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'A quotation mark is opened here and never closed: nothing from here on could be read.'
    : 'The quotation marks of this line do not match.';
}

function delimiterOf(text: string): string {
  const [firstLine = ''] = text.split(/[\r\n]/, 1);
  const counts = delimiters.map((delimiter) => ({ delimiter, count: firstLine.split(delimiter).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best), { delimiter: ',', count: 0 }).delimiter;
}

/** `Min Version`, `min_version` and `minVersion` are the same; `domain` is what people call the pattern. */
function columnOf(name: string): FileField | null {
  const plain = name.toLowerCase().replace(/[\s_-]/g, '');
  if (plain === 'domain') return 'pattern';
  return fileFields.find((field) => field.toLowerCase() === plain) ?? null;
}

function ruleOf(pairs: readonly (readonly [FileField, string])[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(([field, cell]) => [field, fromCell(field, cell)]).filter(isGiven));
}

function isGiven(pair: unknown[]): boolean {
  return pair[1] !== undefined;
}

/** What an empty cell means. The pattern and the mode have no such value: they are missed by the schema. */
const emptyValues: Record<FileField, unknown> = {
  pattern: '',
  mode: undefined,
  direction: 'both',
  minVersion: 'TLSv1.2',
  cipherProfile: 'standard',
  cipherList: null,
  mxNames: [],
  pins: [],
  queueLifeHours: null,
  note: '',
  enabled: true,
};

/** Read as generously as it can be without guessing; what stays odd is for the schema to refuse. */
function fromCell(field: FileField, cell: string): unknown {
  const word = cell.trim().toLowerCase();
  if (word === '') return emptyValues[field];
  switch (field) {
    case 'mode':
    case 'direction':
      return word;
    case 'cipherProfile':
      return word === 'fips-krsa' ? 'fips-kRSA' : word;
    case 'minVersion':
      return tlsVersions.find((version) => version.slice(4) === versionNumber(word)) ?? cell;
    case 'mxNames':
    case 'pins':
      return cell.split(/[\s,;]+/u).filter((part) => part !== '');
    case 'queueLifeHours':
      return /^\d{1,9}$/.test(word) ? Number(word) : cell;
    case 'enabled':
      if (['true', 'yes', '1'].includes(word)) return true;
      return ['false', 'no', '0'].includes(word) ? false : cell;
    default:
      return cell;
  }
}

/** Of `TLSv1.2`, `TLS 1.2` and `1.2` the `1.2`; of `TLSv1` and `1.0` the `1`. */
function versionNumber(word: string): string {
  return word.replace(/^tls\s?v?/, '').replace(/^1\.0$/, '1');
}

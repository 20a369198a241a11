import Database from 'better-sqlite3';
import type { Db } from './database.ts';

/** A row as it came, by its columns' names. */
export type SalvagedRow = Record<string, unknown>;

/** Questions to one table: damage must not keep the start waiting. */
const maxQueries = 800;

type ReadRange = (
  from: number,
  to: number,
  ascending: boolean,
  onRow: (key: number, row: SalvagedRow) => void,
) => boolean;

/**
 * Gives every row of a table with a number as its key that can be read. What lies behind damage is reached from the other
 * end, and from the middle of the gap that is left, again and again.
 */
export function readNumberedRows(db: Db, table: string, key: string, onRow: (row: SalvagedRow) => void): void {
  const seen = new Set<number>();
  let highest = 0;
  let queries = 0;
  const prepare = (order: 'ASC' | 'DESC') =>
    db.prepare<[number, number], SalvagedRow>(
      `SELECT * FROM ${table} WHERE ${key} BETWEEN ? AND ? ORDER BY ${key} ${order}`,
    );
  const statements = new Map<string, ReturnType<typeof prepare>>();
  const statementFor = (order: 'ASC' | 'DESC') => {
    const statement = statements.get(order) ?? prepare(order);
    statements.set(order, statement);
    return statement;
  };

  /** True where it came to the end; false where damage stopped it. */
  const readRange: ReadRange = (from, to, ascending, take) => {
    queries += 1;
    try {
      for (const row of statementFor(ascending ? 'ASC' : 'DESC').iterate(from, to)) {
        const value = row[key];
        if (typeof value !== 'number' || value < from || value > to) continue;
        take(value, row);
      }
      return true;
    } catch (error) {
      if (!isReadError(error)) throw error;
      return false;
    }
  };

  const take = (value: number, row: SalvagedRow) => {
    if (seen.has(value)) return;
    seen.add(value);
    highest = Math.max(highest, value);
    onRow(row);
  };

  const gaps: [number, number][] = [[0, Number.MAX_SAFE_INTEGER]];
  for (let gap = gaps.shift(); gap && queries < maxQueries; gap = gaps.shift()) {
    let [from, to] = gap;
    const up = readRange(from, to, true, (value, row) => {
      take(value, row);
      from = value + 1;
    });
    if (up) continue;
    const down = readRange(from, to, false, (value, row) => {
      take(value, row);
      to = value - 1;
    });
    // Where the last page is damaged nobody knows how far the keys go: not much further than those that were read.
    to = Math.min(to, 2 * highest + 100_000);
    if (down || from >= to) continue;
    const middle = from + Math.floor((to - from) / 2);
    gaps.push([from, middle], [middle + 1, to]);
  }
}

/** The same for a table with a text as its key: from both ends, and by the first character. */
export function readKeyedRows(db: Db, table: string, key: string): { rows: SalvagedRow[]; complete: boolean } {
  const rows = new Map<unknown, SalvagedRow>();
  const read = (condition: string, order: string, ...values: string[]): boolean => {
    try {
      const sql = `SELECT * FROM ${table} ${condition} ORDER BY ${key} ${order}`;
      for (const row of db.prepare<string[], SalvagedRow>(sql).iterate(...values)) {
        if (typeof row[key] === 'string') rows.set(row[key], row);
      }
      return true;
    } catch (error) {
      if (!isReadError(error)) throw error;
      return false;
    }
  };
  if (read('', 'ASC')) return { rows: [...rows.values()], complete: true };
  read('', 'DESC');
  for (let code = 0x20; code < 0x7f; code += 1) {
    const range = [String.fromCharCode(code), String.fromCharCode(code + 1)];
    const condition = `WHERE ${key} >= ? AND ${key} < ?`;
    if (!read(condition, 'ASC', ...range)) read(condition, 'DESC', ...range);
  }
  return { rows: [...rows.values()], complete: false };
}

/** Damage, or a table that this version of the database never had. */
function isReadError(error: unknown): boolean {
  return error instanceof Database.SqliteError;
}

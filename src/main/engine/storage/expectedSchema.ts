import Database from 'better-sqlite3';
import type { Db } from './database.ts';
import { migrations } from './migrations.ts';

interface SchemaRow {
  rowid: number;
  type: string;
  name: string;
  tbl_name: string;
  sql: string | null;
}

const selectSchema = 'SELECT rowid, type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid';

/** What the list of tables of an up-to-date database says: the steps give the same rows in the same order everywhere. */
function expectedSchema(): SchemaRow[] {
  const db = new Database(':memory:');
  try {
    for (const step of migrations) db.exec(step);
    return db.prepare<[], SchemaRow>(selectSchema).all();
  } finally {
    db.close();
  }
}

/** False where a flipped bit gave a table or a column another name, which no check of SQLite notices. */
export function hasExpectedSchema(db: Db): boolean {
  const named = (rows: SchemaRow[]) =>
    JSON.stringify(rows.map(({ type, name, sql }) => `${type} ${name} ${sql}`).sort());
  return named(db.prepare<[], SchemaRow>(selectSchema).all()) === named(expectedSchema());
}

/** Puts right the list of tables of a damaged database of our own version: one flipped bit in it could hide a table. */
export function mendSchema(file: string): void {
  const db = new Database(file);
  try {
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    if (db.pragma('user_version', { simple: true }) !== migrations.length) return;
    const mend = db.prepare('UPDATE sqlite_schema SET type = ?, name = ?, tbl_name = ?, sql = ? WHERE rowid = ?');
    for (const { rowid, type, name, tbl_name: table, sql } of expectedSchema()) mend.run(type, name, table, sql, rowid);
  } catch (error) {
    // Then it is read as it is.
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    db.close();
  }
}

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Db, isCorruption } from './database.ts';
import { mendSchema } from './expectedSchema.ts';
import { mendHeader } from './mendHeader.ts';
import { readKeyedRows, readNumberedRows, type SalvagedRow } from './readDamaged.ts';

/** How many of each could be read, and were good. */
export interface Salvaged {
  settings: number;
  rules: number;
  routes: number;
  users: number;
  messages: number;
  /** Of these, without their content: it is missing, or not what was taken. */
  messagesWithoutBody: number;
  historyEntries: number;
  /** Whether every rule, route and setting was read: else mail could go where, or how, it must not. */
  policyComplete: boolean;
}

/** Whether a row means something: checked by those who read such rows. */
export type IsReadable = (table: SalvagedTable, row: SalvagedRow) => boolean;

export type SalvagedTable =
  | 'setting'
  | 'rule'
  | 'route'
  | 'smtp_user'
  | 'saved_filter'
  | 'certificate'
  | 'message'
  | 'recipient'
  | 'history';

/**
 * Takes over what can be read of a damaged database into a new, empty one, together with the spool files its messages
 * name, which are in `asideSpool`. The damaged file is only read, from a copy. Never throws for what it finds there.
 */
export function salvage(
  damaged: string,
  into: Db,
  spool: { aside: string; dir: string },
  isReadable: IsReadable,
): Salvaged {
  const figures: Salvaged = {
    settings: 0,
    rules: 0,
    routes: 0,
    users: 0,
    messages: 0,
    messagesWithoutBody: 0,
    historyEntries: 0,
    policyComplete: false,
  };
  const copy = `${damaged}.salvage`;
  let from: Db | null = null;
  try {
    for (const part of ['', '-wal']) if (existsSync(damaged + part)) copyFileSync(damaged + part, copy + part);
    mendHeader(copy);
    mendSchema(copy);
    from = new Database(copy);
    from.unsafeMode(true);
    from.pragma('cell_size_check = ON');
    const source = from;
    into.transaction(() => takeOver(source, into, spool, isReadable, figures))();
  } catch (error) {
    // Not even the list of its tables can be read.
    if (!isUnreadable(error)) throw error;
  } finally {
    from?.close();
    for (const part of ['', '-wal', '-shm', '-journal']) rmSync(copy + part, { force: true });
  }
  return figures;
}

export function isUnreadable(error: unknown): boolean {
  return isCorruption(error) || (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_'));
}

function takeOver(
  from: Db,
  into: Db,
  spool: { aside: string; dir: string },
  isReadable: IsReadable,
  figures: Salvaged,
): void {
  const keep = (table: SalvagedTable, row: SalvagedRow): boolean =>
    isReadable(table, row) && insertInto(into, table, row);
  const keyed = (table: SalvagedTable, key: string) => {
    const { rows, complete } = readKeyedRows(from, table, key);
    const wanted = rows.filter((row) => table !== 'setting' || row.key !== 'clean-stop');
    const count = wanted.filter((row) => keep(table, row)).length;
    return { count, complete: complete && count === wanted.length };
  };

  const [settings, rules, routes] = [keyed('setting', 'key'), keyed('rule', 'id'), keyed('route', 'id')];
  figures.settings = settings.count;
  figures.rules = rules.count;
  figures.routes = routes.count;
  figures.policyComplete = settings.complete && rules.complete && routes.complete;
  figures.users = keyed('smtp_user', 'id').count;
  keyed('certificate', 'sha256');
  keyed('saved_filter', 'id');
  takeOverQueue(from, into, spool, keep, figures);
  readNumberedRows(from, 'history', 'seq', (row) => {
    if (keep('history', row)) figures.historyEntries += 1;
  });
}

function takeOverQueue(
  from: Db,
  into: Db,
  spool: { aside: string; dir: string },
  keep: (table: SalvagedTable, row: SalvagedRow) => boolean,
  figures: Salvaged,
): void {
  const messages = new Map<unknown, SalvagedRow>();
  readNumberedRows(from, 'message', 'id', (row) => {
    if (keep('message', row)) messages.set(row.id, row);
  });
  readNumberedRows(from, 'recipient', 'id', (row) => {
    if (messages.has(row.message_rowid)) keep('recipient', row);
  });
  // A message that is for nobody is none.
  into.prepare('DELETE FROM message WHERE id NOT IN (SELECT message_rowid FROM recipient)').run();
  const isKept = into.prepare('SELECT 1 FROM message WHERE id = ?').pluck();
  const readBody = prepared(from, 'SELECT data FROM body WHERE message_rowid = ?');
  const insertBody = into.prepare('INSERT INTO body (message_rowid, data) VALUES (?, ?)');
  for (const [id, message] of messages) {
    if (isKept.get(id) === undefined) continue;
    figures.messages += 1;
    if (typeof message.body_file === 'string') {
      if (!moveBack(message.body_file, spool)) figures.messagesWithoutBody += 1;
      continue;
    }
    const data = readBody(id);
    if (data && isWhole(message, data)) insertBody.run(id, data);
    else figures.messagesWithoutBody += 1;
  }
}

/** Null where it cannot be read, or there is no such table. */
function prepared(db: Db, sql: string): (key: unknown) => Buffer | null {
  return (key) => {
    try {
      const data = db.prepare(sql).pluck().get(key);
      return Buffer.isBuffer(data) ? data : null;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return null;
    }
  };
}

/** A body that is not what was taken is worse than none: it would be sent as good. */
function isWhole({ size, body_sha256: sha256 }: SalvagedRow, data: Buffer): boolean {
  if (data.length !== size) return false;
  return !Buffer.isBuffer(sha256) || createHash('sha256').update(data).digest().equals(sha256);
}

/** The folder that was set aside stays whole: what is needed again is linked, or copied where that cannot be. */
function moveBack(name: string, { aside, dir }: { aside: string; dir: string }): boolean {
  // A damaged name must not lead out of the folder.
  if (!/^[\w.-]+$/.test(name) || name.startsWith('.')) return false;
  const source = join(aside, name);
  const target = join(dir, name);
  if (!existsSync(source) || !statSync(source).isFile()) return false;
  if (existsSync(target)) return true;
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
  return true;
}

const columnsOf = new WeakMap<Db, Map<string, Set<string>>>();

/** False where the new database does not take it: a value of the wrong type, a key that is there already. */
function insertInto(db: Db, table: string, row: SalvagedRow): boolean {
  const known = columnsOf.get(db) ?? new Map<string, Set<string>>();
  columnsOf.set(db, known);
  let columns = known.get(table);
  if (!columns) {
    const info = db.prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)').all(table);
    columns = new Set(info.map(({ name }) => name));
    known.set(table, columns);
  }
  const names = Object.keys(row).filter((name) => columns.has(name));
  const values = names.map((name) => row[name]);
  try {
    db.prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
    ).run(...values);
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return false;
    throw error;
  }
}

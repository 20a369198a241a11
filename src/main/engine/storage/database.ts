import { chmodSync, closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { EngineStartError } from '../engine.types.ts';
import { migrations } from './migrations.ts';
import { copyBeforeUpgrade } from './upgradeCopy.ts';

export type Db = Database.Database;

export interface OpenedDatabase {
  db: Db;
  /** Where a database that could not be read was put; null when all was well. */
  setAside: string | null;
}

/** A whole check reads every page: after a clean stop only a small database gets one. */
const alwaysCheckedBytes = 16 * 1024 * 1024;

/**
 * Opens the engine's database, brings its schema up to date, and locks it against a second engine.
 * One that SQLite cannot read is renamed, never deleted, and an empty one takes its place. `beforeSetAside` is told the
 * suffix of its new name before, so that what belongs to it can go along: a crash in between must not leave that behind.
 * @throws {EngineStartError} `already-running`, `database-too-new`
 */
export function openDatabase(
  file: string,
  now: number,
  beforeSetAside: (suffix: string) => void = () => {},
): OpenedDatabase {
  try {
    return { db: openSound(file, now), setAside: null };
  } catch (error) {
    if (isSqliteError(error, 'SQLITE_BUSY') || isSqliteError(error, 'SQLITE_LOCKED')) {
      throw new EngineStartError('already-running', `Another Sealpost engine uses ${file}.`, { cause: error });
    }
    if (!isCorruption(error)) throw error;
    return replaceDatabase(file, now, beforeSetAside);
  }
}

/** Sets a database aside that nobody has open, as `openDatabase` does with one that SQLite cannot read. */
export function replaceDatabase(file: string, now: number, beforeSetAside: (suffix: string) => void): OpenedDatabase {
  const suffix = `unreadable-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  beforeSetAside(suffix);
  const setAside = putAside(file, suffix);
  return { db: openSound(file, now), setAside };
}

/** The folder keeps others out; should its mode be widened, the file still does. SQLite's other files take its mode. */
function keepToOwner(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  } catch {
    // What is wrong with it SQLite says better.
  }
}

function openSound(file: string, now: number): Db {
  const existed = existsSync(file);
  keepToOwner(file);
  const db = new Database(file, { timeout: 1000 });
  try {
    // Exclusive: the lock ends with the process, so a crash leaves nothing to clean up.
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    // WAL opens with NORMAL, under which a power cut can undo a commit: 250 must mean durable.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    // Enough for the upper parts of every index of a long queue, which each message passes.
    db.pragma('cache_size = -4096');
    // Each message has a savepoint: else a file gets a copy of every page that it changes, twelve of them.
    db.pragma('temp_store = MEMORY');
    const synchronous = db.pragma('synchronous', { simple: true });
    if (synchronous !== 2) throw new Error(`SQLite did not take synchronous=FULL: it says ${synchronous}.`);
    const version = schemaVersion(db);
    if (version > migrations.length) {
      throw new EngineStartError(
        'database-too-new',
        `The database ${file} was written by a newer Sealpost (schema ${version}; this one knows ${migrations.length}).`,
      );
    }
    // The exclusive lock is taken by the first write, whether or not there is something to migrate.
    db.exec('BEGIN IMMEDIATE; COMMIT');
    if (existed) checkAsNeeded(db, file);
    if (version > 0 && version < migrations.length) copyBeforeUpgrade(db, file, version, now);
    migrate(db, version);
    markRunning(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Whether somebody has the database open; it may be damaged, or not be there. @throws {EngineStartError} `already-running` */
export function lockDatabase(file: string): void {
  if (!existsSync(file)) return;
  const db = new Database(file, { timeout: 1000 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE; ROLLBACK');
  } catch (error) {
    if (!isSqliteError(error, 'SQLITE_BUSY') && !isSqliteError(error, 'SQLITE_LOCKED')) return;
    throw new EngineStartError('already-running', `A Sealpost engine uses ${file}. Stop it first.`, { cause: error });
  } finally {
    db.close();
  }
}

/** Notes a clean stop and closes. Where the note cannot be written, the next start checks the whole database. */
export function closeDatabase(db: Db): void {
  try {
    db.prepare(
      "INSERT INTO setting (key, value) VALUES ('clean-stop', 'true') ON CONFLICT DO UPDATE SET value = 'true'",
    ).run();
  } catch (error) {
    if (!isStorageTrouble(error)) throw error;
  } finally {
    db.close();
  }
}

function markRunning(db: Db): void {
  db.prepare(
    "INSERT INTO setting (key, value) VALUES ('clean-stop', 'false') ON CONFLICT DO UPDATE SET value = 'false'",
  ).run();
}

/** A small one is checked whole, its indexes too. A large one after a crash, page by page; after a clean stop not. */
function checkAsNeeded(db: Db, file: string): void {
  const isSmall = statSync(file).size <= alwaysCheckedBytes;
  if (!isSmall && wasStoppedCleanly(db)) return;
  const result = db.pragma(isSmall ? 'integrity_check(1)' : 'quick_check(1)', { simple: true });
  if (result !== 'ok') throw new CorruptDatabase(String(result));
}

function wasStoppedCleanly(db: Db): boolean {
  const row = db.prepare<[], { value: string }>("SELECT value FROM setting WHERE key = 'clean-stop'").get();
  return row?.value === 'true';
}

function schemaVersion(db: Db): number {
  return Number(db.pragma('user_version', { simple: true }));
}

function migrate(db: Db, from: number): void {
  for (const [index, step] of migrations.entries()) {
    if (index < from) continue;
    db.transaction(() => {
      db.exec(step);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}

function putAside(file: string, suffix: string): string {
  const target = `${file}.${suffix}`;
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(file + part)) renameSync(file + part, target + part);
  }
  return target;
}

class CorruptDatabase extends Error {
  override name = 'CorruptDatabase';
}

export function isCorruption(error: unknown): boolean {
  return (
    error instanceof CorruptDatabase ||
    isSqliteError(error, 'SQLITE_CORRUPT') ||
    isSqliteError(error, 'SQLITE_NOTADB') ||
    // A file that was cut within a page: no disk gives that back by itself.
    isSqliteError(error, 'SQLITE_IOERR_SHORT_READ')
  );
}

/** The disk is full or fails, or something is in the way: no bug, and it may be over in a while. */
export function isStorageTrouble(error: unknown): boolean {
  const families = ['FULL', 'IOERR', 'BUSY', 'LOCKED', 'NOMEM', 'READONLY', 'CANTOPEN'];
  return families.some((family) => isSqliteError(error, `SQLITE_${family}`));
}

/** Extended codes (`SQLITE_BUSY_RECOVERY`) count as their family. */
function isSqliteError(error: unknown, family: string): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith(family);
}

export function sqliteVersion(db: Db): string {
  return db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '';
}

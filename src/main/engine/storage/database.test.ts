import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { EngineStartError } from '../engine.types.ts';
import { closeDatabase, isCorruption, openDatabase } from './database.ts';
import { prepareDataFolder } from './dataFolder.ts';
import { migrations } from './migrations.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('openDatabase', () => {
  let dir: string;
  let file: string;

  beforeEach(() => {
    dir = temporaryFolder();
    file = join(dir, 'sealpost.db');
  });

  it('opens with synchronous=FULL, also a database that exists', () => {
    for (let round = 0; round < 2; round++) {
      const { db } = openDatabase(file, now);
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      closeDatabase(db);
    }
  });

  it('lets what belongs to an unreadable one go first', () => {
    writeFileSync(file, 'mail mail mail '.repeat(1000));
    const seen: string[] = [];
    const { db, setAside } = openDatabase(file, now, (suffix) => {
      seen.push(suffix);
      expect(readFileSync(file, 'utf8')).toContain('mail');
    });
    expect(setAside).toBe(`${file}.${seen[0]}`);
    closeDatabase(db);
  });

  it('closes although its last note cannot be written', () => {
    const { db } = openDatabase(file, now);
    db.pragma('query_only = ON');
    closeDatabase(db);
    expect(db.open).toBe(false);
    closeDatabase(openDatabase(file, now).db);
  });

  it('refuses a second engine while the first runs', () => {
    const { db } = openDatabase(file, now);
    expect(codeOf(() => openDatabase(file, now))).toBe('already-running');
    closeDatabase(db);
  });

  it('refuses a database of a newer version and leaves it as it was', () => {
    closeDatabase(openDatabase(file, now).db);
    const newer = new Database(file);
    newer.pragma(`user_version = ${migrations.length + 1}`);
    newer.close();
    const before = readFileSync(file);
    expect(codeOf(() => openDatabase(file, now))).toBe('database-too-new');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([
    ['is no database at all', () => writeFileSync(file, 'mail mail mail '.repeat(1000))],
    ['has a page overwritten', () => overwrite(file, 4096, 'x'.repeat(8192))],
    ['is cut short', () => truncateSync(file, statSync(file).size - 5000)],
  ])('keeps a database aside that %s', (_, damage) => {
    closeDatabase(openDatabase(file, now).db);
    damage();
    const damaged = readFileSync(file);
    const { db, setAside } = openDatabase(file, now);
    expect(setAside).toBe(`${file}.unreadable-2026-01-02T03-04-05-000Z`);
    expect(readFileSync(setAside ?? '').equals(damaged)).toBe(true);
    expect(db.prepare('SELECT count(*) FROM message').pluck().get()).toBe(0);
    closeDatabase(db);
  });

  it('takes a file that ends within a page for damaged, and a disk that fails for trouble', () => {
    // SQLite says both in the words of an I/O error; where a cut is met as one depends on what the page was.
    expect(isCorruption(new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_SHORT_READ'))).toBe(true);
    for (const code of ['SQLITE_IOERR_READ', 'SQLITE_IOERR_FSYNC', 'SQLITE_FULL'])
      expect(isCorruption(new Database.SqliteError('disk I/O error', code))).toBe(false);
  });

  it('does not throw away what the write-ahead log holds after a crash', () => {
    const { db } = openDatabase(file, now);
    db.prepare("INSERT INTO setting (key, value) VALUES ('probe', '1')").run();
    // A crash leaves the files as they are: copy them while the database is open.
    const crashed = join(dir, 'crashed.db');
    for (const suffix of ['', '-wal']) appendFileSync(crashed + suffix, readFileSync(file + suffix));
    closeDatabase(db);
    const reopened = openDatabase(crashed, now);
    expect(reopened.setAside).toBeNull();
    expect(reopened.db.prepare("SELECT value FROM setting WHERE key = 'probe'").pluck().get()).toBe('1');
    closeDatabase(reopened.db);
    expect(readdirSync(dir).some((name) => name.includes('unreadable'))).toBe(false);
  });
});

describe('prepareDataFolder', () => {
  it('makes a folder that only its owner can enter', () => {
    const folder = prepareDataFolder(join(temporaryFolder(), 'a', 'b'));
    expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  });

  it('says so when the folder cannot be written', () => {
    const blocked = join(temporaryFolder(), 'file');
    writeFileSync(blocked, '');
    expect(codeOf(() => prepareDataFolder(join(blocked, 'data')))).toBe('data-dir-not-writable');
  });
});

function codeOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof EngineStartError) return error.code;
    throw error;
  }
}

function overwrite(file: string, position: number, text: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, text, position);
  closeSync(handle);
}

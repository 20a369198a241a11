import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { seal } from './backupFile.ts';
import type { Db } from './database.ts';
import type { DataFolder } from './dataFolder.ts';
import { syncFolder } from './syncFolder.ts';

/** What is in a backup, beside the history. */
export interface BackupSummary {
  /** Epoch ms. */
  createdAt: number;
  /** Of the Sealpost that wrote it. */
  version: string;
  messages: number;
  rules: number;
  routes: number;
  users: number;
  bytes: number;
}

export interface BackupContext {
  /** Of this Sealpost. */
  version: string;
  now: number;
  /** What the file of secrets is to hold; null for none. */
  secrets?: string | null;
}

/** Files of the folder that belong to the data, beside database and spool. */
export const keptFiles = ['identity.key', 'identity.crt', 'secrets.json'] as const;
const secretsName = 'secrets.json' satisfies (typeof keptFiles)[number];
const chunkOctets = 4 * 1024 * 1024;

/**
 * Writes everything of a data folder into one file, while the engine works: a copy of the database as of one moment, and
 * in it the bodies that its messages have as files, our key and certificate, and the secrets: `about.secrets` in the
 * place of their file, which may be sealed for this machine only; without it the file as it is. `holdBodies` keeps the
 * spool's files from being deleted until the function it returns is called.
 * Throws Node's and SQLite's errors; then nothing is left of it.
 */
export async function writeBackup(
  db: Db,
  folder: DataFolder,
  target: string,
  about: BackupContext,
  holdBodies: () => () => void,
): Promise<BackupSummary> {
  const part = `${target}.part`;
  rmSync(part, { force: true });
  // Before a single octet is in it: it holds keys and mail.
  closeSync(openSync(part, 'wx', 0o600));
  const releaseBodies = holdBodies();
  try {
    await db.backup(part);
    const summary = fill(part, folder, about);
    await seal(part);
    renameSync(part, target);
    await syncFolder(dirname(target));
    return { ...summary, bytes: statSync(target).size };
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(part + suffix, { force: true });
    throw error;
  } finally {
    releaseBodies();
  }
}

function fill(file: string, folder: DataFolder, about: BackupContext): Omit<BackupSummary, 'bytes'> {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = DELETE');
    db.exec(`
      CREATE TABLE backup_manifest (version TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
      CREATE TABLE backup_chunk (
        folder TEXT NOT NULL, name TEXT NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (folder, name, part)
      ) STRICT;`);
    const insert = db.prepare('INSERT INTO backup_chunk (folder, name, part, data) VALUES (?, ?, ?, ?)');
    const keep = (into: string, dir: string, name: string) => {
      if (!existsSync(join(dir, name))) return;
      for (const [part, data] of chunksOf(join(dir, name))) insert.run(into, name, part, data);
    };
    db.prepare('INSERT INTO backup_manifest VALUES (?, ?)').run(about.version, about.now);
    const bodies = db.prepare<[], string>('SELECT body_file FROM message WHERE body_file IS NOT NULL').pluck().all();
    // One transaction a file: the journal of one over all would be as large as the bodies.
    for (const name of bodies) db.transaction(() => keep('spool', folder.spoolDir, name))();
    db.transaction(() => {
      for (const name of keptFiles) {
        if (name !== secretsName || about.secrets === undefined) keep('', folder.path, name);
        else if (about.secrets !== null) insert.run('', name, 0, Buffer.from(about.secrets));
      }
    })();
    return { createdAt: about.now, version: about.version, ...countContent(db) };
  } finally {
    db.close();
  }
}

export function countContent(db: Db): Pick<BackupSummary, 'messages' | 'rules' | 'routes' | 'users'> {
  const hasTable = db
    .prepare<[string], number>("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
    .pluck();
  const count = (table: string) =>
    hasTable.get(table) === undefined
      ? 0
      : (db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0);
  return { messages: count('message'), rules: count('rule'), routes: count('route'), users: count('smtp_user') };
}

function* chunksOf(file: string): Generator<[number, Buffer]> {
  const handle = openSync(file, 'r');
  try {
    for (let part = 0; ; part += 1) {
      const buffer = Buffer.alloc(chunkOctets);
      const octets = readSync(handle, buffer);
      if (octets === 0 && part > 0) return;
      yield [part, buffer.subarray(0, octets)];
      if (octets === 0) return;
    }
  } finally {
    closeSync(handle);
  }
}

import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { type BackupSummary, countContent, keptFiles } from './backup.ts';
import { checkSeal } from './backupFile.ts';
import type { Db } from './database.ts';
import { migrations } from './migrations.ts';

/** Why a backup cannot be restored: expected, and nothing was changed. */
export type RestoreProblem = 'not-a-backup' | 'damaged' | 'too-new' | 'unreadable';

export type CheckedBackup =
  | { ok: true; summary: BackupSummary }
  | { ok: false; problem: RestoreProblem; detail: string };

/** Set in a restored database, and taken out by the first start that tells of it. */
const restoredKey = 'restored';
const restoredSchema = z.object({ createdAt: z.int(), messages: z.int() });
export type Restored = z.infer<typeof restoredSchema>;

const markerSchema = z.object({ staged: z.string(), aside: z.string(), names: z.array(z.string()) });
const markerFile = 'restore.json';

/** All that a restore puts aside and replaces. Logs, backups and the door to the engine stay. */
const dataNames = [
  'sealpost.db',
  'sealpost.db-wal',
  'sealpost.db-shm',
  'spool',
  ...keptFiles,
  'identity.key.previous',
  'identity.crt.previous',
  'identity.key.next',
  'identity.crt.next',
];

/** Checksum, version and soundness. Reads the whole file. */
export async function checkBackup(file: string): Promise<CheckedBackup> {
  const refuse = (problem: RestoreProblem, detail: string): CheckedBackup => ({ ok: false, problem, detail });
  try {
    const sealed = await checkSeal(file);
    if (sealed.kind !== 'whole') return refuse(sealed.kind, `${file}: ${sealed.kind}`);
  } catch (error) {
    return refuse('unreadable', error instanceof Error ? error.message : String(error));
  }
  let db: Db | null = null;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true });
    const schema = Number(db.pragma('user_version', { simple: true }));
    if (schema > migrations.length) return refuse('too-new', `schema ${schema}; this one knows ${migrations.length}`);
    const sound = db.pragma('integrity_check(1)', { simple: true });
    if (sound !== 'ok') return refuse('damaged', String(sound));
    const manifest = db
      .prepare<[], { version: string; created_at: number }>('SELECT version, created_at FROM backup_manifest')
      .get();
    if (!manifest) return refuse('not-a-backup', 'It has no manifest.');
    const { version, created_at: createdAt } = manifest;
    return { ok: true, summary: { createdAt, version, ...countContent(db), bytes: statSync(file).size } };
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return refuse('not-a-backup', error.message);
  } finally {
    db?.close();
  }
}

/**
 * Unpacks a backup that was checked into a folder of its own inside the data folder, ready to take its place. Every
 * message of it is on hold: what was delivered since the backup must not be sent again unless the admin wants it to.
 * Returns the name of that folder.
 */
export async function stageBackup(file: string, dataDir: string, summary: BackupSummary, now: number): Promise<string> {
  const staged = `restore-${stampOf(now)}`;
  const dir = join(dataDir, staged);
  mkdirSync(join(dir, 'spool'), { recursive: true, mode: 0o700 });
  try {
    const database = join(dir, 'sealpost.db');
    copyFileSync(file, database);
    const sealed = await checkSeal(database);
    if (sealed.kind !== 'whole') throw new Error('The backup changed while it was being read.');
    truncateSync(database, sealed.databaseOctets);
    unpack(database, dir, summary);
    return staged;
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

function unpack(database: string, dir: string, { createdAt, messages }: BackupSummary): void {
  const db = new Database(database);
  try {
    const chunks = db.prepare<[], { folder: string; name: string; part: number; data: Buffer }>(
      'SELECT folder, name, part, data FROM backup_chunk ORDER BY folder, name, part',
    );
    for (const { folder, name, part, data } of chunks.iterate()) {
      // A backup that somebody made up must not write elsewhere.
      if (name !== basename(name) || (folder !== 'spool' && folder !== '') || name.startsWith('.')) continue;
      if (folder === '' && !keptFiles.some((kept) => kept === name)) continue;
      appendDurably(join(dir, folder, name), data, part === 0);
    }
    db.exec(
      'DROP TABLE backup_chunk; DROP TABLE backup_manifest; UPDATE message SET held = 1; UPDATE recipient SET held = 1',
    );
    const restored: Restored = { createdAt, messages };
    db.prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)').run(restoredKey, JSON.stringify(restored));
    db.exec('VACUUM');
  } finally {
    db.close();
  }
}

function appendDurably(file: string, data: Buffer, isFirst: boolean): void {
  const handle = openSync(file, isFirst ? 'wx' : 'a', 0o600);
  try {
    writeSync(handle, data);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Puts a staged folder in the place of today's data, which goes into a folder of its own. Only while no engine has the
 * data open. A crash in the middle is made good by `finishRestore`. Returns where today's data went.
 */
export function putInPlace(dataDir: string, staged: string, now: number): string {
  const aside = `before-restore-${stampOf(now)}`;
  const names = dataNames.filter((name) => existsSync(join(dataDir, staged, name)));
  const marker = join(dataDir, markerFile);
  writeFileSync(`${marker}.part`, JSON.stringify({ staged, aside, names }), { mode: 0o600, flush: true });
  renameSync(`${marker}.part`, marker);
  finishRestore(dataDir);
  return join(dataDir, aside);
}

/** Ends a restore that a crash interrupted; nothing to do where there was none. */
export function finishRestore(dataDir: string): void {
  const marker = join(dataDir, markerFile);
  if (!existsSync(marker)) return;
  const { staged, aside, names } = markerSchema.parse(JSON.parse(readFileSync(marker, 'utf8')));
  const stagedDir = join(dataDir, basename(staged));
  const asideDir = join(dataDir, basename(aside));
  mkdirSync(asideDir, { recursive: true, mode: 0o700 });
  for (const name of dataNames) {
    const isComing = existsSync(join(stagedDir, name));
    // One that came already is the new one: it stays.
    const hasCome = names.includes(name) && !isComing;
    const isThere = existsSync(join(dataDir, name));
    if (isThere && !hasCome && !existsSync(join(asideDir, name))) renameSync(join(dataDir, name), join(asideDir, name));
    if (isComing) renameSync(join(stagedDir, name), join(dataDir, name));
  }
  rmSync(stagedDir, { recursive: true, force: true });
  rmSync(marker);
}

/** Gives back what was put aside, where the restored data could not be used. */
export function undoRestore(dataDir: string, asideDir: string, now: number): void {
  putInPlace(dataDir, basename(asideDir), now);
}

/** Told once, at the first start on restored data. */
export function takeRestored(db: Db): Restored | null {
  const row = db
    .prepare<[string], { value: string }>('DELETE FROM setting WHERE key = ? RETURNING value')
    .get(restoredKey);
  return row ? (restoredSchema.safeParse(JSON.parse(row.value)).data ?? null) : null;
}

function stampOf(now: number): string {
  return new Date(now).toISOString().replaceAll(/[:.]/g, '-');
}

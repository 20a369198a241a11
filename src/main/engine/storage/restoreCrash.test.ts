import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { openFolder } from '../openFolder.ts';
import { createSpool } from '../queue/spool.ts';
import { writeBackup } from './backup.ts';
import { closeDatabase } from './database.ts';
import { prepareDataFolder } from './dataFolder.ts';
import { checkBackup, putInPlace, stageBackup } from './restore.ts';

/** How many renames are done before the process ends; null: it lives. */
const crash = vi.hoisted(() => ({ afterRenames: null as number | null }));

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return {
    ...fs,
    renameSync(from: string, to: string) {
      if (crash.afterRenames === 0) throw new Error('The power is gone.');
      if (crash.afterRenames !== null) crash.afterRenames -= 1;
      fs.renameSync(from, to);
    },
  };
});

const now = Date.parse('2026-11-22T18:00:00Z');

function writeNote(dataDir: string, note: string): void {
  const { db } = openFolder(prepareDataFolder(dataDir), now);
  db.prepare("INSERT OR REPLACE INTO setting (key, value) VALUES ('hostname', ?)").run(JSON.stringify(note));
  closeDatabase(db);
  writeFileSync(join(dataDir, 'identity.key'), note);
  writeFileSync(join(dataDir, 'secrets.json'), note);
  writeFileSync(join(dataDir, 'spool', 'body.eml'), note);
}

/** Which of the two the folder holds, said by each of its parts. */
function readNotes(dataDir: string): string[] {
  const { db, setAside } = openFolder(prepareDataFolder(dataDir), now);
  expect(setAside).toBeNull();
  const note: unknown = db.prepare("SELECT value FROM setting WHERE key = 'hostname'").pluck().get();
  closeDatabase(db);
  return [
    JSON.parse(String(note)),
    ...['identity.key', 'secrets.json'].map((file) => readFileSync(join(dataDir, file), 'utf8')),
  ];
}

test('a restore that a crash cuts short at any rename is ended by the next start, and keeps what was there', async () => {
  const prepared = join(temporaryFolder(), 'data');
  writeNote(prepared, 'of the backup');
  const folder = prepareDataFolder(prepared);
  const backup = join(temporaryFolder(), 'x.sealpost');
  const { db } = openFolder(folder, now);
  await writeBackup(db, folder, backup, { version: '1', now }, createSpool(folder.spoolDir).holdRemovals);
  closeDatabase(db);
  writeNote(prepared, 'of today');
  const checked = await checkBackup(backup);
  if (!checked.ok) throw new Error(checked.detail);
  const staged = await stageBackup(backup, prepared, checked.summary, now);

  let crashes = 0;
  for (let renames = 0; ; renames += 1) {
    const dataDir = join(temporaryFolder(), 'data');
    cpSync(prepared, dataDir, { recursive: true });
    crash.afterRenames = renames;
    let crashed = false;
    try {
      putInPlace(dataDir, staged, now);
    } catch {
      crashed = true;
    }
    crash.afterRenames = null;
    const [first, ...others] = readNotes(dataDir);
    // Before the note of what is to be done is there, nothing has begun.
    expect([renames, first]).toEqual([renames, crashed && renames === 0 ? 'of today' : 'of the backup']);
    expect(others).toEqual([first, first]);
    if (first === 'of the backup') {
      const [aside = ''] = readdirSync(dataDir).filter((name) => name.startsWith('before-restore-'));
      expect(readNotes(join(dataDir, aside))).toEqual(['of today', 'of today', 'of today']);
      expect(readFileSync(join(dataDir, aside, 'spool', 'body.eml'), 'utf8')).toBe('of today');
      expect(existsSync(join(dataDir, staged))).toBe(false);
    }
    if (!crashed) break;
    crashes += 1;
  }
  expect(crashes).toBeGreaterThan(6);
});

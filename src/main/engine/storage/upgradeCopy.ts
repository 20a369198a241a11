import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Database from 'better-sqlite3';

const kept = 2;

/** `sealpost.db.before-upgrade-v2-2026-11-22T18-00-00-000Z`: `v2` is the schema it has. */
const pattern = /\.before-upgrade-v\d+-[\dTZ-]+$/;

/**
 * Keeps a copy of the database as it is before its schema changes, so that the version before can be gone back to. The
 * two newest stay. Returns the copy's path. Throws SQLite's errors: without a copy nothing is changed.
 */
export function copyBeforeUpgrade(db: Database.Database, file: string, version: number, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const copy = `${file}.before-upgrade-v${version}-${stamp}`;
  rmSync(copy, { force: true });
  db.prepare('VACUUM INTO ?').run(copy);
  chmodSync(copy, 0o600);
  for (const old of upgradeCopies(file).slice(kept)) rmSync(old, { force: true });
  return copy;
}

/** The newest first. */
export function upgradeCopies(file: string): string[] {
  const stampOf = (name: string) => /v\d+-([\dTZ-]+)$/.exec(name)?.[1] ?? '';
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(basename(file)) && pattern.test(name))
    .sort((a, b) => (stampOf(a) < stampOf(b) ? 1 : -1))
    .map((name) => join(dirname(file), name));
}

import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';

export interface DeadDatabase {
  /** Of SQLite's own checks; empty where it is sound. */
  problems: string[];
  /** Addresses whose delivery was under way. */
  underWay: Set<string>;
}

/** Looks at a copy of the database of an engine that is gone: the next start is to find it as the kill left it. */
export function inspectDeadDatabase(dataDir: string): DeadDatabase {
  const copyDir = mkdtempSync(join(dataDir, '..', 'copy-'));
  try {
    const copy = join(copyDir, 'sealpost.db');
    copyFileSync(join(dataDir, 'sealpost.db'), copy);
    const wal = join(dataDir, 'sealpost.db-wal');
    if (existsSync(wal)) copyFileSync(wal, `${copy}-wal`);
    const db = new Database(copy);
    try {
      const checked = z.string().array().parse(db.prepare('PRAGMA integrity_check').pluck().all());
      const strays = db.prepare('PRAGMA foreign_key_check').all();
      const underWay = db.prepare("SELECT address FROM recipient WHERE status = 'delivering'").pluck().all();
      return {
        problems: [
          ...checked.filter((line) => line !== 'ok'),
          ...(strays.length > 0 ? [`${strays.length} rows name a row that is not there`] : []),
        ],
        underWay: new Set(z.string().array().parse(underWay)),
      };
    } finally {
      db.close();
    }
  } finally {
    rmSync(copyDir, { recursive: true, force: true });
  }
}

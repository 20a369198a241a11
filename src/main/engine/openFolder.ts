import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type EngineDeps, EngineStartError } from './engine.types.ts';
import { setSpoolAside } from './queue/spool.ts';
import { describeSalvaged, isMeaningful, isReadableRow } from './salvageFolder.ts';
import { createEngineSettings, type EngineSettings } from './settings/engineSettings.ts';
import { createSecretStore } from './settings/secrets.ts';
import { createSettingsStore } from './settings/store.ts';
import { type Db, type OpenedDatabase, openDatabase, replaceDatabase } from './storage/database.ts';
import type { DataFolder } from './storage/dataFolder.ts';
import { createPauseStore } from './storage/pauseStore.ts';
import { finishRestore } from './storage/restore.ts';
import { salvage } from './storage/salvage.ts';

export interface OpenedFolder extends OpenedDatabase {
  /** What was saved from a database that was set aside, in words; null when all was well. */
  salvaged: string | null;
}

/**
 * Opens the database. One that is damaged is set aside together with its spool, and what can be read of it is taken over
 * into a new one. Bodies that no database knows of are kept with the one that knew them, or by themselves where there is
 * none.
 */
export function openFolder(folder: DataFolder, now: number): OpenedFolder {
  finishRestore(folder.path);
  if (!existsSync(folder.databaseFile)) {
    setSpoolAside(folder.spoolDir, `without-database-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`);
  }
  const marker = `${folder.databaseFile}.salvaging`;
  const moveSpool = (suffix: string) => {
    // First: after a crash from here on the next start goes on where this one was.
    writeFileSync(marker, suffix, { mode: 0o600 });
    setSpoolAside(folder.spoolDir, suffix);
  };
  const unfinished = existsSync(marker) ? readFileSync(marker, 'utf8') : null;
  let opened = openDatabase(folder.databaseFile, now, moveSpool);
  if (opened.setAside === null && !isMeaningful(opened.db)) {
    opened.db.close();
    opened = replaceDatabase(folder.databaseFile, now, moveSpool);
  }
  const { db } = opened;
  const suffix = opened.setAside === null ? unfinished : readFileSync(marker, 'utf8');
  const setAside = suffix === null ? null : `${folder.databaseFile}.${suffix}`;
  if (setAside === null || !existsSync(setAside)) return { db, setAside: null, salvaged: null };
  const asideSpool = `${folder.spoolDir}.${suffix}`;
  const salvaged = salvage(setAside, db, { aside: asideSpool, dir: folder.spoolDir }, isReadableRow);
  if (!isMeaningful(db)) throw new Error('What was saved from a damaged database cannot be read: a bug.');
  // A rule that is lost would let its mail go in the clear: better that it waits for somebody to look.
  if (!salvaged.policyComplete) createPauseStore(db).save({ since: now, until: null });
  rmSync(marker);
  return { db, setAside, salvaged: describeSalvaged(salvaged) };
}

/** @throws {EngineStartError} `settings-invalid` */
export function openSettings(db: Db, folder: DataFolder, deps: EngineDeps): EngineSettings {
  try {
    const store = createSettingsStore(db);
    const secrets = createSecretStore(folder.secretsFile, deps.dataKey ?? null, store.secretsId());
    return createEngineSettings(store, secrets, deps.overrides);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineStartError('settings-invalid', `The settings cannot be used: ${reason}`, { cause: error });
  }
}

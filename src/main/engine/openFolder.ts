import { existsSync } from 'node:fs';
import { type EngineDeps, EngineStartError } from './engine.types.ts';
import { setSpoolAside } from './queue/spool.ts';
import { createEngineSettings, type EngineSettings } from './settings/engineSettings.ts';
import { createSecretStore } from './settings/secrets.ts';
import { createSettingsStore } from './settings/store.ts';
import { type Db, type OpenedDatabase, openDatabase } from './storage/database.ts';
import type { DataFolder } from './storage/dataFolder.ts';

/** Bodies that no database knows of are kept with the one that knew them, or by themselves where there is none. */
export function openFolder(folder: DataFolder, now: number): OpenedDatabase {
  if (!existsSync(folder.databaseFile)) {
    setSpoolAside(folder.spoolDir, `without-database-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`);
  }
  return openDatabase(folder.databaseFile, now, (suffix) => setSpoolAside(folder.spoolDir, suffix));
}

/** @throws {EngineStartError} `settings-invalid` */
export function openSettings(db: Db, folder: DataFolder, deps: EngineDeps): EngineSettings {
  try {
    return createEngineSettings(createSettingsStore(db), createSecretStore(folder.secretsFile), deps.overrides);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineStartError('settings-invalid', `The settings cannot be used: ${reason}`, { cause: error });
  }
}

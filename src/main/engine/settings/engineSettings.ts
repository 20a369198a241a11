import { readFileSync } from 'node:fs';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { EngineOverrides } from '../engine.types.ts';
import { parseRetrySchedule, type RetrySchedule } from '../queue/retrySchedule.ts';
import { splitPem } from './check.ts';
import { applyOverrides } from './merge.ts';
import type { SecretStore, StagedSecrets } from './secrets.ts';
import type { SettingsStore } from './store.ts';

/** The settings in memory: saved ones, what is in force, and what is derived from them once. */
export interface EngineSettings {
  saved(): Settings;
  inForce(): Settings;
  schedule(): RetrySchedule;
  extraCaPems(): readonly string[];
  secrets: SecretStore;
  /**
   * Inside a transaction of the `Writer`. Returns what takes the settings into force, for after the commit. What the admin
   * changes while the engine runs (`superseded`) wins over the command line until its end. `staged` are secrets that
   * belong to the settings: they come into force with them.
   */
  save(settings: Settings, superseded: readonly (keyof EngineOverrides)[], staged?: StagedSecrets | null): () => void;
}

/** @throws when a saved schedule or a CA file is no longer readable: the caller says so by name. */
export function createEngineSettings(
  store: SettingsStore,
  secrets: SecretStore,
  commandLine: EngineOverrides,
): EngineSettings {
  // Read once: a file of the command line may be gone by the time a setting is changed.
  const commandLinePems = readPems(commandLine.caFiles ?? []);
  const derive = (saved: Settings, overrides: EngineOverrides) => {
    const inForce = applyOverrides(saved, overrides);
    const schedule = parseRetrySchedule(inForce.queue.retrySchedule);
    if (!schedule.ok) throw new Error(`The retry schedule cannot be read: ${schedule.message}`);
    const extraCaPems = [...new Set([...readPems(saved.trust.caFiles), ...commandLinePems])];
    return { saved, overrides, inForce, schedule, extraCaPems };
  };
  let loaded = derive(store.get(), commandLine);

  return {
    saved: () => loaded.saved,
    inForce: () => loaded.inForce,
    schedule: () => loaded.schedule,
    extraCaPems: () => loaded.extraCaPems,
    secrets,
    save(settings, superseded, staged = null) {
      const overrides = { ...loaded.overrides };
      for (const name of superseded) delete overrides[name];
      store.save(settings);
      if (staged !== null) store.saveSecretsId(staged.id);
      const next = derive(store.get(), overrides);
      return () => {
        loaded = next;
        staged?.takeIntoUse();
      };
    },
  };
}

function readPems(files: readonly string[]): string[] {
  return files.flatMap((file) => splitPem(readFileSync(file, 'utf8')));
}

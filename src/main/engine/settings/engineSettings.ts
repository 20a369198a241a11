import { readFileSync } from 'node:fs';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { EngineOverrides } from '../engine.types.ts';
import { parseRetrySchedule, type RetrySchedule } from '../queue/retrySchedule.ts';
import { splitPem } from './check.ts';
import { applyOverrides } from './merge.ts';
import type { SecretStore } from './secrets.ts';
import type { SettingsStore } from './store.ts';

/** The settings in memory: saved ones, what is in force, and what is derived from them once. */
export interface EngineSettings {
  saved(): Settings;
  inForce(): Settings;
  schedule(): RetrySchedule;
  extraCaPems(): readonly string[];
  secrets: SecretStore;
  /** Inside a transaction of the `Writer`. */
  save(settings: Settings): void;
  /** After the commit: takes the saved settings into force. */
  reload(): void;
  /** What the admin changes while the engine runs wins over the command line until its end. */
  supersede(names: readonly (keyof EngineOverrides)[]): void;
}

/** @throws when a saved schedule or a CA file is no longer readable: the caller says so by name. */
export function createEngineSettings(
  store: SettingsStore,
  secrets: SecretStore,
  commandLine: EngineOverrides,
): EngineSettings {
  let overrides = commandLine;
  const load = () => {
    const saved = store.get();
    const inForce = applyOverrides(saved, overrides);
    const schedule = parseRetrySchedule(inForce.queue.retrySchedule);
    if (!schedule.ok) throw new Error(`The retry schedule cannot be read: ${schedule.message}`);
    const extraCaPems = inForce.trust.caFiles.flatMap((file) => splitPem(readFileSync(file, 'utf8')));
    return { saved, inForce, schedule, extraCaPems };
  };
  let loaded = load();

  return {
    saved: () => loaded.saved,
    inForce: () => loaded.inForce,
    schedule: () => loaded.schedule,
    extraCaPems: () => loaded.extraCaPems,
    secrets,
    save: (settings) => store.save(settings),
    reload() {
      loaded = load();
    },
    supersede(names) {
      overrides = { ...overrides };
      for (const name of names) delete overrides[name];
    },
  };
}

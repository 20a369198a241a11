import { z } from 'zod';
import { type Settings, settingsInputSchema, settingsSchema } from '../../../shared/contract/settings.ts';
import type { Db } from '../storage/database.ts';
import { defaultSettings } from './defaults.ts';
import { mergeSettings } from './merge.ts';

/** The saved settings, one row a section, so that what a later version adds starts with its default. */
export interface SettingsStore {
  get(): Settings;
  /** Inside a transaction of the `Writer`. */
  save(settings: Settings): void;
  /** Of the `StagedSecrets` that were saved last; null where there were none. */
  secretsId(): number | null;
  /** Inside a transaction of the `Writer`. */
  saveSecretsId(id: number): void;
}

/** A row beside the sections. */
export const secretsIdKey = 'secretsId';
export const secretsIdSchema = z.int();

const sections = Object.keys(settingsSchema.shape);
/** A section may be of an earlier version, which knew fewer fields: the others start with their defaults. */
const savedSchema = settingsInputSchema.omit({ smartHostPassword: true });

/** Throws for a row that is none of a setting of ours. */
export function readSettingRow(key: string, value: string): void {
  savedSchema.parse({ [key]: z.json().parse(JSON.parse(value)) });
}

export function createSettingsStore(db: Db): SettingsStore {
  const select = db.prepare<[], { key: string; value: string }>('SELECT key, value FROM setting');
  const selectOne = db.prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?');
  const upsert = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );

  return {
    get() {
      const saved: Record<string, unknown> = {};
      for (const { key, value } of select.all()) {
        if (sections.includes(key)) saved[key] = z.json().parse(JSON.parse(value));
      }
      return settingsSchema.parse(mergeSettings(defaultSettings(), savedSchema.parse(saved)));
    },
    save(settings) {
      for (const [key, value] of Object.entries(settings)) upsert.run(key, JSON.stringify(value));
    },
    secretsId() {
      const row = selectOne.get(secretsIdKey);
      return row ? secretsIdSchema.parse(JSON.parse(row.value)) : null;
    },
    saveSecretsId: (id) => void upsert.run(secretsIdKey, JSON.stringify(id)),
  };
}

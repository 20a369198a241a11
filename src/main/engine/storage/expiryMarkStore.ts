import { z } from 'zod';
import type { Db } from './database.ts';

export const expiryMarkKey = 'ownCertificateWarned';
export const expiryWarningSchema = z.object({ sha256: z.string(), mark: z.number() });

/** Of which certificate of our own, and at how many days before its end, the log said so last. */
export type ExpiryWarning = z.infer<typeof expiryWarningSchema>;

export interface ExpiryMarkStore {
  get(): ExpiryWarning | null;
  /** Inside a transaction of the `Writer`. */
  save(warning: ExpiryWarning): void;
}

/** One row beside the settings: it is state, and no section of theirs. */
export function createExpiryMarkStore(db: Db): ExpiryMarkStore {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?');
  const upsert = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  return {
    get() {
      const row = select.get(expiryMarkKey);
      return row ? expiryWarningSchema.parse(JSON.parse(row.value)) : null;
    },
    save: (warning) => void upsert.run(expiryMarkKey, JSON.stringify(warning)),
  };
}

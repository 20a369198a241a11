import { z } from 'zod';
import type { Db } from './database.ts';

export const pauseKey = 'deliveryPause';
export const savedPauseSchema = z.object({ since: z.int(), until: z.int().nullable() });

/** Epoch milliseconds; `until` is null where only the admin ends it. */
export type SavedPause = z.infer<typeof savedPauseSchema>;

export interface PauseStore {
  get(): SavedPause | null;
  /** Inside a transaction of the `Writer`. */
  save(pause: SavedPause | null): void;
  /** Messages that wait and of which a recipient's life ends before this time. */
  countEndingBefore(time: number): number;
}

/** One row beside the settings: it is state, and no section of theirs. */
export function createPauseStore(db: Db): PauseStore {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?');
  const upsert = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare('DELETE FROM setting WHERE key = ?');
  const ending = db
    .prepare<[number], number>(
      `SELECT count(DISTINCT message_rowid) FROM recipient
       WHERE status IN ('queued', 'deferred') AND held = 0 AND expires_at < ?`,
    )
    .pluck();
  return {
    get() {
      const row = select.get(pauseKey);
      return row ? savedPauseSchema.parse(JSON.parse(row.value)) : null;
    },
    save: (pause) => void (pause === null ? remove.run(pauseKey) : upsert.run(pauseKey, JSON.stringify(pause))),
    countEndingBefore: (time) => ending.get(time) ?? 0,
  };
}

import type { Db } from '../storage/database.ts';

const dayMs = 24 * 3_600_000;

/**
 * The time by which old entries are deleted follows the clock by a day at most each time, and never back, so that a clock
 * that is years off, and put right after hours, takes hardly anything of the log. `before` is what this said last; epoch ms.
 */
export function believedTime(before: number, now: number): number {
  return Math.max(before, Math.min(before + dayMs, now));
}

export interface BelievedTimeStore {
  get(): number;
  /** Inside a transaction of the `Writer`. */
  save(time: number): void;
}

/** One row beside the settings. */
export const believedTimeKey = 'believedTime';

/** `first` is said while there is none: the time of the newest entry of an engine before this one, or the time. */
export function createBelievedTimeStore(db: Db, first: number): BelievedTimeStore {
  const select = db.prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?');
  const upsert = db.prepare(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  return {
    get() {
      const time = Number(select.get(believedTimeKey)?.value ?? Number.NaN);
      // One that cannot be read is none: it is no reason not to start.
      return Number.isSafeInteger(time) ? time : first;
    },
    save: (time) => void upsert.run(believedTimeKey, String(time)),
  };
}

/** Reads a list again as often as it changes, but no more often than a person can follow and the engine can bear. */
export interface Refresher {
  /** Reads once after a while, however often it is called meanwhile. */
  soon(): void;
  /** Resolves once a reading has ended that began after this call. */
  now(): Promise<void>;
  /** Forgets what is planned. */
  stop(): void;
}

/** A busy queue changes many times a second; a person reads it a few times a minute. */
const everyMs = 400;
/** A long list takes long to read: it is read for a tenth of the time at most. */
const restShare = 9;

export function createRefresher(read: () => Promise<void>): Refresher {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let reading: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  let lastMs = 0;

  const begin = async () => {
    const startedAt = performance.now();
    await read();
    lastMs = performance.now() - startedAt;
  };

  const now = (): Promise<void> => {
    if (again) return again;
    const run = (reading ?? Promise.resolve()).then(() => {
      again = null;
      const mine = begin().finally(() => {
        if (reading === mine) reading = null;
      });
      reading = mine;
      return mine;
    });
    if (reading) again = run;
    return run;
  };

  return {
    soon() {
      if (timer !== null) return;
      timer = setTimeout(
        () => {
          timer = null;
          void now();
        },
        Math.max(everyMs, lastMs * restShare),
      );
    },
    now,
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

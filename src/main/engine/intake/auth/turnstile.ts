/** Lets at most so many pieces of work run at once, and so many more wait. */
export interface Turnstile {
  /** Null where too many wait already: nothing was run. */
  pass<Result>(work: () => Promise<Result>): Promise<Result | null>;
}

export function createTurnstile(atOnce: number, maxWaiting: number): Turnstile {
  let running = 0;
  const waiting: (() => void)[] = [];

  return {
    async pass(work) {
      if (running >= atOnce) {
        if (waiting.length >= maxWaiting) return null;
        // The one that leaves hands its place over: `running` stays as it is.
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

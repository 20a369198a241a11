/** Lets at most `limit` run at once, and of those with the same key one at a time, in the order of asking. */
export interface Limiter {
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
}

interface Waiting {
  key: string;
  start(): void;
}

export function createLimiter(limit: number): Limiter {
  const runningKeys = new Set<string>();
  const waiting: Waiting[] = [];

  const startNext = () => {
    while (runningKeys.size < limit) {
      const index = waiting.findIndex(({ key }) => !runningKeys.has(key));
      const [next] = index === -1 ? [] : waiting.splice(index, 1);
      if (!next) return;
      runningKeys.add(next.key);
      next.start();
    }
  };

  return {
    async run(key, work) {
      await new Promise<void>((resolve) => {
        waiting.push({ key, start: resolve });
        startNext();
      });
      try {
        return await work();
      } finally {
        runningKeys.delete(key);
        startNext();
      }
    },
  };
}

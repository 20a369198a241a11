/** Notices that the window's page does not come up, and loads it again: an empty window helps nobody. */
export interface PageWatch {
  /** It is being loaded from now on. */
  loading(): void;
  /** It is there, or nobody waits for it any more. */
  settled(): void;
}

export interface PageWatchOptions {
  loadAgain(): void;
  log(line: string): void;
  /** Returns how to cancel it. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** A page comes up within a second or two. A machine that is slow, or just waking up, is given longer each time. */
const waitsMs = [10_000, 20_000, 40_000] as const;

export function createPageWatch({ loadAgain, log, setTimer }: PageWatchOptions): PageWatch {
  let cancel = () => {};

  const wait = (round: number) => {
    const waitMs = waitsMs[round];
    if (waitMs === undefined) {
      log('The page has not come up, however often it was loaded.');
      return;
    }
    cancel = setTimer(() => {
      log(`The page has not come up in ${waitMs / 1000} s. It is loaded again.`);
      // Before it is loaded: that may already settle it.
      wait(round + 1);
      loadAgain();
    }, waitMs);
  };

  return {
    loading() {
      cancel();
      wait(0);
    },
    settled() {
      cancel();
    },
  };
}

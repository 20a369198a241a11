import type { Clock } from '../../runtime.ts';

/** Sessions that have said QUIT and wait for the answer: nobody waits for them, so somebody must see that they end. */
export interface Farewells {
  /** Calls `cut` once where the session takes too long or its place is wanted, unless the function returned is called before. */
  begin(host: string, cut: () => void): () => void;
  /** To be called before another connection to `host` is opened. */
  makeRoom(host: string): void;
  count(): number;
}

/** How long a server may take to answer QUIT, or to read it. */
const farewellMs = 2000;
/**
 * What has said QUIT counts no longer towards the connections of a domain: its delivery is over, and mail must not wait
 * for a goodbye. But a server that is slow to answer QUIT would get more and more connections, so whoever opens another
 * one to the same host leaves no more than these: that many it may see above the limit.
 */
const maxPerHost = 5;
/** To all hosts: as many as may wait in the pool for the next message. */
const maxInAll = 50;

interface Farewell {
  host: string;
  cut: () => void;
}

export function createFarewells(clock: Clock): Farewells {
  // In the order in which they began: the first has had most time.
  const underWay = new Set<Farewell>();

  const cutFirst = (farewells: Iterable<Farewell>, surplus: number) => {
    let left = surplus;
    for (const farewell of farewells) {
      if (left <= 0) return;
      left -= 1;
      underWay.delete(farewell);
      farewell.cut();
    }
  };

  return {
    begin(host, cut) {
      const farewell: Farewell = { host, cut };
      underWay.add(farewell);
      cutFirst(underWay, underWay.size - maxInAll);
      const timer = clock.setTimer(() => {
        underWay.delete(farewell);
        cut();
      }, farewellMs);
      return () => {
        underWay.delete(farewell);
        timer.cancel();
      };
    },
    makeRoom(host) {
      if (underWay.size <= maxPerHost) return;
      const same = [...underWay].filter((farewell) => farewell.host === host);
      cutFirst(same, same.length - maxPerHost);
    },
    count: () => underWay.size,
  };
}

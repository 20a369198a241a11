import type { Clock, Timer } from '../../src/main/engine/runtime.ts';

interface PendingTimer {
  dueAt: number;
  order: number;
  callback: () => void;
}

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
  /**
   * Moves time on by `ms` and fires what falls due, in order of time, then of setting. Sockets, files and promises get
   * their turn before the first timer, between timers and after the last one.
   */
  advance(ms: number): Promise<void>;
  /** Sets the time without firing anything. */
  set(now: number): void;
  /** A machine that sleeps: time passes, timers stand still, and come by so much later. */
  sleep(ms: number): void;
  /** Epoch milliseconds at which the next timer falls due; null where none is set. */
  nextDueAt(): number | null;
  pendingTimers(): number;
}

/** Turns of the event loop that work under way gets between two timers. */
const turnsBetweenTimers = 5;

/** Starts at `now`, which is the real time where the test does not care. */
export function createFakeClock(now: number = Date.now()): FakeClock {
  const timers = new Set<PendingTimer>();
  let lastOrder = 0;

  const next = (): PendingTimer | null => {
    let first: PendingTimer | null = null;
    for (const timer of timers) {
      if (!first || timer.dueAt < first.dueAt || (timer.dueAt === first.dueAt && timer.order < first.order))
        first = timer;
    }
    return first;
  };

  return {
    now: () => now,
    setTimer(callback, delayMs): Timer {
      lastOrder += 1;
      const timer: PendingTimer = { dueAt: now + Math.max(0, delayMs), order: lastOrder, callback };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    async advance(ms) {
      const end = now + ms;
      await letEventLoopTurn();
      for (let timer = next(); timer && timer.dueAt <= end; timer = next()) {
        timers.delete(timer);
        now = Math.max(now, timer.dueAt);
        timer.callback();
        await letEventLoopTurn();
      }
      now = Math.max(now, end);
      await letEventLoopTurn();
    },
    set(value) {
      now = value;
    },
    sleep(ms) {
      now += ms;
      for (const timer of timers) timer.dueAt += ms;
    },
    nextDueAt: () => next()?.dueAt ?? null,
    pendingTimers: () => timers.size,
  };
}

async function letEventLoopTurn(): Promise<void> {
  for (let turn = 0; turn < turnsBetweenTimers; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

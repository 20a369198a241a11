import type { Clock, Timer } from '../../../../src/main/engine/runtime.ts';

/** A clock that runs behind another one, and can catch up: how the demo shows in seconds what takes a week. */
export interface DemoClock extends Clock {
  /** From now on it is `ms` behind. Timers that are due by the new time fire at once. */
  setBehind(ms: number): void;
}

interface PendingTimer {
  dueAt: number;
  callback: () => void;
  timer: Timer;
}

export function createDemoClock(base: Clock, behindMs: number): DemoClock {
  let behind = behindMs;
  const pending = new Set<PendingTimer>();
  const now = () => base.now() - behind;

  const arm = (entry: PendingTimer): Timer =>
    base.setTimer(
      () => {
        pending.delete(entry);
        entry.callback();
      },
      Math.max(0, entry.dueAt - now()),
    );

  return {
    now,
    setTimer(callback, delayMs) {
      const entry: PendingTimer = { dueAt: now() + delayMs, callback, timer: { cancel() {} } };
      entry.timer = arm(entry);
      pending.add(entry);
      return {
        cancel() {
          pending.delete(entry);
          entry.timer.cancel();
        },
      };
    },
    setBehind(ms) {
      behind = ms;
      for (const entry of pending) {
        entry.timer.cancel();
        entry.timer = arm(entry);
      }
    },
  };
}

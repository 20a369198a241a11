import type { Pause } from '../../../shared/contract/pause.ts';
import type { HistoryLog } from '../history/log.ts';
import type { Clock, Logger, Timer } from '../runtime.ts';
import type { PauseStore, SavedPause } from '../storage/pauseStore.ts';
import { toTime, toTimeOrNull } from '../storage/times.ts';
import type { Writer } from '../storage/writer.ts';

export interface PauseDeps {
  store: PauseStore;
  history: HistoryLog;
  writer: Writer;
  clock: Clock;
  logger: Logger;
  /** After each change: mail may be due, and whoever watches is told. */
  onChanged(): void;
}

/**
 * Whether deliveries are started. Kept over restarts. Nothing is given up while it lasts, since only a failed try gives
 * up: what runs out meanwhile gets its last try when it ends.
 */
export interface DeliveryPause {
  isPaused(): boolean;
  view(): Pause | null;
  /** `until` is epoch milliseconds; null is until `resume`. Paused already, it changes the end. */
  pause(until: number | null): Promise<void>;
  /** Nothing to do where deliveries are made. */
  resume(): Promise<void>;
  /** Ends the pause at its time from now on, at once where that has passed. */
  start(): void;
  stop(): void;
}

/** A clock can be set and a machine can sleep: the end is looked at this often. */
const longestLookMs = 60_000;
/** Without an end, what has less time left than this is counted as endangered. */
const openEndedMs = 24 * 3_600_000;

export function createDeliveryPause({ store, history, writer, clock, logger, onChanged }: PauseDeps): DeliveryPause {
  let current = store.get();
  let timer: Timer | null = null;
  let running = false;

  const become = async (next: SavedPause | null) => {
    const before = current;
    try {
      await writer.write(() => {
        // Two who resume at the same time are one change.
        if (next === null && current === null) return;
        store.save(next);
        history.append({
          at: clock.now(),
          stage: 'Engine',
          outcome: next === null ? 'resumed' : 'paused',
          nextAttemptAt: next?.until ?? null,
        });
        // Not after the commit: a look for due mail may be in the same group, and must know.
        current = next;
      });
    } catch (error) {
      current = before;
      throw error;
    }
    plan();
    onChanged();
  };

  const endIfOver = () => {
    const until = current?.until ?? null;
    if (until === null || until > clock.now()) {
      plan();
      return;
    }
    become(null).catch((error: unknown) => {
      logger.error({ error }, 'The end of the pause could not be recorded. It is tried again.');
      plan(longestLookMs);
    });
  };

  const plan = (atLeastMs = 0) => {
    timer?.cancel();
    timer = null;
    const until = current?.until ?? null;
    if (!running || until === null) return;
    timer = clock.setTimer(endIfOver, Math.min(longestLookMs, Math.max(atLeastMs, until - clock.now())));
  };

  return {
    isPaused: () => current !== null,
    view() {
      if (current === null) return null;
      const end = current.until ?? clock.now() + openEndedMs;
      return {
        since: toTime(current.since),
        until: toTimeOrNull(current.until),
        endangered: store.countEndingBefore(end),
      };
    },
    pause: (until) => become({ since: current?.since ?? clock.now(), until }),
    async resume() {
      if (current !== null) await become(null);
    },
    start() {
      running = true;
      endIfOver();
    },
    stop() {
      running = false;
      timer?.cancel();
    },
  };
}

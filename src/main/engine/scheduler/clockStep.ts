import type { HistoryLog } from '../history/log.ts';
import type { QueueStore } from '../queue/store.ts';
import type { Clock, ClockStep, Logger } from '../runtime.ts';
import type { Writer } from '../storage/writer.ts';

export interface ClockStepDeps {
  clock: Clock;
  store: Pick<QueueStore, 'moveTimes'>;
  history: HistoryLog;
  writer: Writer;
  wakeScheduler(): void;
  logger: Logger;
}

const retryMs = 10_000;

/** For the log. */
export function describeStep(byMs: number): string {
  const minutes = Math.round(Math.abs(byMs) / 60_000);
  return `clock-set: The clock was set ${byMs > 0 ? 'forward' : 'back'} by ${minutes} minutes. What waits in the queue was moved along.`;
}

/**
 * Moves the queue along when somebody sets the clock. Until that is committed the engine goes by the old time: no message
 * is given up because the clock says that its days are over, and none waits for a day that has been taken back.
 */
export function followClockSteps({ clock, store, history, writer, wakeScheduler, logger }: ClockStepDeps): void {
  const follow = async ({ byMs, adopt }: ClockStep) => {
    try {
      await writer.write(() => {
        store.moveTimes(byMs, clock.now() + byMs);
        history.append({
          at: clock.now(),
          stage: 'Engine',
          outcome: 'warning',
          detail: describeStep(byMs),
        });
        writer.afterCommit(adopt);
      });
      wakeScheduler();
    } catch (error) {
      logger.error({ error }, 'The queue could not be moved along with the clock. It is tried again.');
      clock.setTimer(() => void follow({ byMs, adopt }), retryMs);
    }
  };
  clock.onStep?.((step) => void follow(step));
}

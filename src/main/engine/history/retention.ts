import type { Clock, Logger, Timer } from '../runtime.ts';
import type { Writer } from '../storage/writer.ts';
import type { HistoryLog } from './log.ts';

/** Small steps: a commit with mail in it never waits long for one. */
const stepEntries = 500;
const pauseMs = 50;
const roundMs = 3_600_000;

/** Deletes entries past their retention, an hour after hour, until the returned function is called. */
export function keepRetention(deps: {
  log: HistoryLog;
  writer: Writer;
  clock: Clock;
  logger: Logger;
  retentionDays(): number;
}): () => void {
  let timer: Timer | null = null;
  let stopped = false;

  const plan = (delayMs: number) => {
    if (!stopped) timer = deps.clock.setTimer(() => void step(), delayMs);
  };
  const step = async () => {
    try {
      const before = deps.clock.now() - deps.retentionDays() * 24 * 3_600_000;
      const removed = await deps.writer.write(() => deps.log.removeBefore(before, stepEntries));
      plan(removed === stepEntries ? pauseMs : roundMs);
    } catch (error) {
      deps.logger.error({ error }, 'Old log entries could not be deleted. It is tried again.');
      plan(roundMs);
    }
  };

  plan(pauseMs);
  return () => {
    stopped = true;
    timer?.cancel();
  };
}

import type { RetrySchedule } from '../../../shared/domain/retrySchedule.ts';
import type { Random } from '../runtime.ts';

export {
  type ParsedRetrySchedule,
  parseRetrySchedule,
  type RetrySchedule,
} from '../../../shared/domain/retrySchedule.ts';

const jitter = 0.1;

/**
 * How long to wait after `attemptsMade` failed attempts (1 or more), off by up to 10 % either way, so that messages that
 * failed together do not come back together. Null where the schedule has run out.
 */
export function nextAttemptDelayMs(schedule: RetrySchedule, attemptsMade: number, random: Random): number | null {
  const { delaysMs, repeatLast } = schedule;
  const index = Math.max(0, attemptsMade - 1);
  const delayMs = delaysMs[index] ?? (repeatLast ? delaysMs.at(-1) : undefined);
  if (delayMs === undefined) return null;
  return Math.round(delayMs * (1 - jitter + 2 * jitter * random()));
}

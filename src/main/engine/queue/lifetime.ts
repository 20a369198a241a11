import { type FailureCode, isTlsFailure } from '../../../shared/domain/failureCode.ts';
import type { DeliveryFailure } from '../delivery/types.ts';
import type { Random } from '../runtime.ts';
import { nextAttemptDelayMs, type RetrySchedule } from './retrySchedule.ts';

export interface QueueLives {
  /** From the domain's rule; it counts for TLS failures only. */
  ruleLifeHours: number | null;
  lifeHours: number;
  tlsLifeHours: number;
}

export interface FailedAttempt extends QueueLives {
  failure: DeliveryFailure;
  /** Including this one. */
  attempts: number;
  /** Epoch milliseconds, as are all times here. */
  receivedAt: number;
  now: number;
  schedule: RetrySchedule;
  random: Random;
  /** The end that was recorded after an earlier failure, if any. */
  previousExpiresAt?: number | null;
  /** How long from now nothing is given up. */
  graceMs?: number;
}

export type AfterFailure =
  | { kind: 'retry'; nextAttemptAt: number; expiresAt: number }
  | { kind: 'expire'; expiresAt: number }
  | { kind: 'fail' };

const hourMs = 3_600_000;

/** When a message is given up whose last attempt failed with `code`; null is "not tried yet". Epoch milliseconds. */
export function expiryFor(message: QueueLives & { receivedAt: number; code: FailureCode | null }): number {
  const { code, lifeHours, tlsLifeHours, ruleLifeHours, receivedAt } = message;
  const tls = code !== null && isTlsFailure(code);
  return receivedAt + (tls ? (ruleLifeHours ?? tlsLifeHours) : lifeHours) * hourMs;
}

/**
 * What becomes of a recipient after a failed attempt. The last try is made when the life ends: only a failure at that
 * time or later expires. All waits count from now, so a clock that was set back delays nothing.
 *
 * A failure that says nothing about TLS never shortens an end that was recorded: a timeout on the sixth day of a TLS
 * failure does not take the seventh away.
 */
export function decideAfterFailure(attempt: FailedAttempt): AfterFailure {
  const { failure, now } = attempt;
  if (failure.kind === 'permanent') return { kind: 'fail' };
  const ownExpiry = expiryFor({ ...attempt, code: failure.code });
  const life = isTlsFailure(failure.code) ? ownExpiry : Math.max(ownExpiry, attempt.previousExpiresAt ?? 0);
  const { graceMs = 0 } = attempt;
  const expiresAt = graceMs > 0 ? Math.max(life, now + graceMs) : life;
  if (now >= expiresAt) return { kind: 'expire', expiresAt };
  const delayMs = nextAttemptDelayMs(attempt.schedule, attempt.attempts, attempt.random);
  const nextAttemptAt = delayMs === null ? expiresAt : Math.min(now + delayMs, expiresAt);
  return { kind: 'retry', nextAttemptAt, expiresAt };
}

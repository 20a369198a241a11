import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import { decideAfterFailure, expiryFor, type FailedAttempt } from './lifetime.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const receivedAt = Date.UTC(2026, 0, 1);
const lives = { ruleLifeHours: null, lifeHours: 5 * 24, tlsLifeHours: 7 * 24 };

describe('expiryFor', () => {
  test.each<[FailureCode | null, number | null, number]>([
    [null, null, 5 * dayMs],
    [null, 24, 5 * dayMs],
    ['connection-timeout', null, 5 * dayMs],
    ['connection-timeout', 24, 5 * dayMs],
    ['starttls-not-supported', null, 7 * dayMs],
    ['pin-mismatch', null, 7 * dayMs],
    ['certificate-expired', 24, dayMs],
    ['certificate-expired', 720, 30 * dayMs],
  ])('with %j and a rule life of %j hours it lives %i ms', (code, ruleLifeHours, lifeMs) => {
    expect(expiryFor({ ...lives, receivedAt, code, ruleLifeHours }) - receivedAt).toBe(lifeMs);
  });
});

function attempt(code: FailureCode, ageMs: number, changes: Partial<FailedAttempt> = {}): FailedAttempt {
  return {
    failure: { kind: 'temporary', code, reply: null, detail: null },
    attempts: 1,
    receivedAt,
    now: receivedAt + ageMs,
    schedule: { delaysMs: [minuteMs, 4 * hourMs], repeatLast: true },
    random: () => 0.5,
    ...lives,
    ...changes,
  };
}

describe('decideAfterFailure', () => {
  test('a permanent failure is the end, whatever the time', () => {
    const failure = { kind: 'permanent', code: 'rejected', reply: '550 no', detail: null } as const;
    expect(decideAfterFailure(attempt('rejected', 0, { failure }))).toEqual({ kind: 'fail' });
    expect(decideAfterFailure(attempt('rejected', 99 * dayMs, { failure }))).toEqual({ kind: 'fail' });
  });

  test('within the grace after days without an engine nothing is given up, and what lives longer keeps its end', () => {
    const graceMs = dayMs;
    const now = receivedAt + 30 * dayMs;
    const kept = { kind: 'retry', nextAttemptAt: now + minuteMs, expiresAt: now + dayMs };
    expect(decideAfterFailure(attempt('greylisted', 30 * dayMs, { graceMs }))).toEqual(kept);
    expect(decideAfterFailure(attempt('starttls-not-supported', 30 * dayMs, { graceMs }))).toEqual(kept);
    expect(decideAfterFailure(attempt('greylisted', 10, { graceMs }))).toMatchObject({
      expiresAt: receivedAt + 5 * dayMs,
    });
    expect(decideAfterFailure(attempt('greylisted', 30 * dayMs, { graceMs: -1 }))).toMatchObject({ kind: 'expire' });
  });

  test('a temporary one is retried on schedule', () => {
    expect(decideAfterFailure(attempt('greylisted', 10))).toEqual({
      kind: 'retry',
      nextAttemptAt: receivedAt + 10 + minuteMs,
      expiresAt: receivedAt + 5 * dayMs,
    });
    expect(decideAfterFailure(attempt('starttls-refused', hourMs, { attempts: 9 }))).toEqual({
      kind: 'retry',
      nextAttemptAt: receivedAt + 5 * hourMs,
      expiresAt: receivedAt + 7 * dayMs,
    });
  });

  test('the last try is at the end of its life, not after it', () => {
    const late = attempt('starttls-not-supported', 7 * dayMs - hourMs, { attempts: 40 });
    expect(decideAfterFailure(late)).toEqual({
      kind: 'retry',
      nextAttemptAt: receivedAt + 7 * dayMs,
      expiresAt: receivedAt + 7 * dayMs,
    });
  });

  test.each([
    [7 * dayMs - 1, 'retry'],
    [7 * dayMs, 'expire'],
    [30 * dayMs, 'expire'],
  ])('a TLS failure at the age of %i ms: %s', (ageMs, kind) => {
    expect(decideAfterFailure(attempt('certificate-not-trusted', ageMs))).toMatchObject({
      kind,
      expiresAt: receivedAt + 7 * dayMs,
    });
  });

  test('a schedule that has run out leaves the try at the end', () => {
    const schedule = { delaysMs: [minuteMs], repeatLast: false };
    expect(decideAfterFailure(attempt('connection-refused', hourMs, { attempts: 2, schedule }))).toMatchObject({
      kind: 'retry',
      nextAttemptAt: receivedAt + 5 * dayMs,
    });
  });

  test('counts from now when the clock was set back', () => {
    expect(decideAfterFailure(attempt('greylisted', -2 * dayMs))).toMatchObject({
      kind: 'retry',
      nextAttemptAt: receivedAt - 2 * dayMs + minuteMs,
    });
  });

  test('a timeout on the sixth day of a TLS failure takes no day away', () => {
    const sixthDay = attempt('connection-timeout', 6 * dayMs, { previousExpiresAt: receivedAt + 7 * dayMs });
    expect(decideAfterFailure(sixthDay)).toMatchObject({ kind: 'retry', expiresAt: receivedAt + 7 * dayMs });
  });

  test('a TLS failure is held to the life of its rule, whatever was recorded', () => {
    const shorter = attempt('pin-mismatch', 2 * dayMs, {
      ruleLifeHours: 24,
      previousExpiresAt: receivedAt + 5 * dayMs,
    });
    expect(decideAfterFailure(shorter)).toEqual({ kind: 'expire', expiresAt: receivedAt + dayMs });
  });

  test('every way of going through a life ends in a try at its end, then expires', () => {
    let now = receivedAt;
    let attempts = 0;
    let decision = decideAfterFailure(attempt('tls-version-too-low', 0));
    let roll = 0;
    while (decision.kind === 'retry') {
      expect(decision.nextAttemptAt).toBeGreaterThan(now);
      expect(decision.nextAttemptAt).toBeLessThanOrEqual(decision.expiresAt);
      now = decision.nextAttemptAt;
      attempts += 1;
      roll = (roll + 0.37) % 1;
      const random = () => roll;
      decision = decideAfterFailure(
        attempt('tls-version-too-low', now - receivedAt, { attempts: attempts + 1, random }),
      );
    }
    expect(decision).toEqual({ kind: 'expire', expiresAt: receivedAt + 7 * dayMs });
    expect(now).toBe(receivedAt + 7 * dayMs);
    expect(attempts).toBeGreaterThan(35);
    expect(attempts).toBeLessThan(60);
  });
});

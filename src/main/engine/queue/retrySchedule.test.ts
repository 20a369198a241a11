import { describe, expect, test } from 'vitest';
import { nextAttemptDelayMs, parseRetrySchedule, type RetrySchedule } from './retrySchedule.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** No jitter. */
const middle = () => 0.5;

function parsed(text: string): RetrySchedule {
  const schedule = parseRetrySchedule(text);
  if (!schedule.ok) throw new Error(schedule.message);
  return { delaysMs: schedule.delaysMs, repeatLast: schedule.repeatLast };
}

describe('parseRetrySchedule', () => {
  test.each<[string, number[], boolean]>([
    [
      '1m, 5m, 15m, 30m, 1h, 2h, 4h*',
      [minuteMs, 5 * minuteMs, 15 * minuteMs, 30 * minuteMs, hourMs, 2 * hourMs, 4 * hourMs],
      true,
    ],
    ['1m', [minuteMs], false],
    ['30s,1d', [30_000, 24 * hourMs], false],
    [' 10 M ,2H * ', [10 * minuteMs, 2 * hourMs], true],
    ['1s, 7d*', [1000, 7 * 24 * hourMs], true],
    ['168h', [7 * 24 * hourMs], false],
    ['4h, 1m', [4 * hourMs, minuteMs], false],
  ])('reads %j', (text, delaysMs, repeatLast) => {
    expect(parseRetrySchedule(text)).toEqual({ ok: true, delaysMs, repeatLast });
  });

  test.each([
    ['', /missing/],
    [' ', /missing/],
    ['1m,', /missing/],
    ['1m,,2m', /missing/],
    ['1', /"1" is not a delay/],
    ['1.5h', /"1.5h" is not a delay/],
    ['-1m', /"-1m" is not a delay/],
    ['1w', /"1w" is not a delay/],
    ['1m 2m', /is not a delay/],
    ['1m**', /is not a delay/],
    ['*', /is not a delay/],
    ['0s', /out of bounds/],
    ['8d', /out of bounds/],
    ['604801s', /out of bounds/],
    ['999999999d', /out of bounds/],
    ['9999999999999d', /is not a delay/],
    ['1m*, 2m', /"1m\*" is not the last/],
    [Array(51).fill('1m').join(','), /at most 50/],
  ])('refuses %j', (text, message) => {
    const result = parseRetrySchedule(text);
    expect(result.ok ? '' : result.message).toMatch(message);
  });

  test('takes 50 delays', () => {
    expect(parsed(Array(50).fill('1m').join(',')).delaysMs).toHaveLength(50);
  });
});

describe('nextAttemptDelayMs', () => {
  test('goes through the delays and repeats the last', () => {
    const schedule = parsed('1m, 5m, 4h*');
    const delays = [1, 2, 3, 4, 100].map((attempts) => nextAttemptDelayMs(schedule, attempts, middle));
    expect(delays).toEqual([minuteMs, 5 * minuteMs, 4 * hourMs, 4 * hourMs, 4 * hourMs]);
  });

  test('runs out where nothing repeats', () => {
    const schedule = parsed('1m, 5m');
    expect([2, 3, 4].map((attempts) => nextAttemptDelayMs(schedule, attempts, middle))).toEqual([
      5 * minuteMs,
      null,
      null,
    ]);
  });

  test('is off by at most 10 % either way, evenly', () => {
    const schedule = parsed('10m*');
    expect(nextAttemptDelayMs(schedule, 1, () => 0)).toBe(9 * minuteMs);
    expect(nextAttemptDelayMs(schedule, 1, () => 0.25)).toBe(9.5 * minuteMs);
    expect(nextAttemptDelayMs(schedule, 1, () => 1 - Number.EPSILON)).toBe(11 * minuteMs);
  });

  test('takes a message that was never tried as one that failed once', () => {
    expect(nextAttemptDelayMs(parsed('1m, 5m'), 0, middle)).toBe(minuteMs);
  });
});

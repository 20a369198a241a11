import { expect, test } from 'vitest';
import { createAuthThrottle, defaultLimits, delayAfter, networkOf } from './throttle.ts';

const minute = 60_000;
const limits = { ...defaultLimits, maxRecords: 100 };

test('each failure makes the next attempt wait longer, up to the most', () => {
  expect([0, 1, 2, 3, 4, 5, 9, 1000].map((count) => delayAfter(count, 8000))).toEqual([
    0, 1000, 2000, 4000, 8000, 8000, 8000, 8000,
  ]);
});

test('the tenth failure locks an address out, for every user, until the time is over', () => {
  const throttle = createAuthThrottle(limits);
  for (let i = 1; i < 10; i += 1) expect(throttle.fail('192.0.2.1', `user${i}`, i)).toEqual([]);
  expect(throttle.admit('192.0.2.1', 'other', 9)).toEqual({ kind: 'try', delayMs: 8000 });
  const until = 10 + limits.lockOutMs;
  expect(throttle.fail('192.0.2.1', 'user10', 10)).toEqual([{ of: 'address', name: '192.0.2.1', until }]);
  expect(throttle.admit('192.0.2.1', 'other', until - 1)).toEqual({ kind: 'locked-out', until });
  expect(throttle.lockOuts(until - 1)).toEqual([{ of: 'address', name: '192.0.2.1', until }]);
  expect(throttle.admit('192.0.2.2', 'other', 11)).toEqual({ kind: 'try', delayMs: 0 });
  expect(throttle.admit('192.0.2.1', 'other', until)).toEqual({ kind: 'try', delayMs: 0 });
  expect(throttle.lockOuts(until)).toEqual([]);
});

test('a user is locked out by failures from many addresses, but not where the password was right before', () => {
  const throttle = createAuthThrottle(limits);
  throttle.succeed('10.0.0.5', 'office');
  const locked = Array.from({ length: 20 }, (_, i) => throttle.fail(`192.0.2.${i}`, 'office', i)).flat();
  expect(locked).toEqual([{ of: 'user', name: 'office', until: 19 + limits.lockOutMs }]);
  expect(throttle.admit('198.51.100.1', 'office', 20).kind).toBe('locked-out');
  expect(throttle.admit('10.0.0.5', 'office', 20)).toEqual({ kind: 'try', delayMs: 0 });
  throttle.forgive('office');
  expect(throttle.admit('198.51.100.1', 'office', 20)).toEqual({ kind: 'try', delayMs: 0 });
});

test('a user who goes on working where the password was right before gives those who guess it no new start', () => {
  const throttle = createAuthThrottle(limits);
  throttle.succeed('10.0.0.5', 'office');
  const locked = Array.from({ length: 20 }, (_, i) => {
    throttle.succeed('10.0.0.5', 'office');
    return throttle.fail(`192.0.2.${i}`, 'office', i);
  });
  expect(locked.flat()).toMatchObject([{ of: 'user', name: 'office' }]);
  throttle.succeed('10.0.0.5', 'office');
  expect(throttle.admit('198.51.100.1', 'office', 20).kind).toBe('locked-out');
});

test('failures are forgotten after a right password, and in time', () => {
  const throttle = createAuthThrottle(limits);
  throttle.fail('192.0.2.1', 'office', 0);
  throttle.succeed('192.0.2.1', 'office');
  expect(throttle.admit('192.0.2.1', 'office', 1)).toEqual({ kind: 'try', delayMs: 0 });
  throttle.fail('192.0.2.1', 'office', 2);
  expect(throttle.admit('192.0.2.1', 'office', 2 + limits.lockOutMs - 1)).toEqual({ kind: 'try', delayMs: 1000 });
  expect(throttle.admit('192.0.2.1', 'office', 2 + limits.lockOutMs)).toEqual({ kind: 'try', delayMs: 0 });
});

test('a /64 of IPv6 is one client, and mapped IPv4 is IPv4', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
  const throttle = createAuthThrottle(limits);
  for (let i = 0; i < 10; i += 1) throttle.fail(`2001:db8::${i}`, `user${i}`, 0);
  expect(throttle.admit('2001:db8::ffff', 'other', 1).kind).toBe('locked-out');
});

test('however many addresses and names come, memory is bounded', () => {
  const throttle = createAuthThrottle(limits);
  for (let i = 0; i < 2000; i += 1) {
    for (let failures = 0; failures < 20; failures += 1) throttle.fail(`10.0.${i >> 8}.${i & 255}`, `user${i}`, minute);
  }
  expect(throttle.lockOuts(minute)).toHaveLength(2 * limits.maxRecords);
});

import { expect, it } from 'vitest';
import type { Clock } from '../../runtime.ts';
import { createAccess } from './access.ts';

function handClock(): Clock & { passHours(hours: number): void } {
  let now = Date.UTC(2026, 0, 2);
  return {
    now: () => now,
    setTimer: () => ({ cancel() {} }),
    passHours: (hours) => {
      now += hours * 3_600_000;
    },
  };
}

it('forgets a link that nobody used', () => {
  const clock = handClock();
  const access = createAccess(clock);
  const first = access.newLinkToken(true);
  const later = access.newLinkToken();
  clock.passHours(0.2);
  expect(access.exchange(later)).toBeNull();
  clock.passHours(23);
  expect(access.exchange(first)).not.toBeNull();
  const unused = access.newLinkToken(true);
  clock.passHours(24);
  expect(access.exchange(unused)).toBeNull();
});

it('ends a session that is idle for a day, and keeps one in use', () => {
  const clock = handClock();
  const access = createAccess(clock);
  const cookie = access.exchange(access.newLinkToken()) ?? '';
  for (let day = 0; day < 5; day += 1) {
    clock.passHours(23);
    expect(access.isSession(cookie)).toBe(true);
  }
  clock.passHours(24);
  expect(access.isSession(cookie)).toBe(false);
});

it('takes each kind of secret for what it is and for nothing else', () => {
  const access = createAccess(handClock());
  const link = access.newLinkToken();
  const cookie = access.exchange(link) ?? '';
  expect(new Set([access.bearerToken, link, cookie]).size).toBe(3);
  expect(access.isBearer(access.bearerToken)).toBe(true);
  expect(access.isBearer(cookie)).toBe(false);
  expect(access.isSession(access.bearerToken)).toBe(false);
  expect(access.isSession('')).toBe(false);
  expect(access.exchange(access.bearerToken)).toBeNull();
  expect(access.exchange(link)).toBeNull();
});

it('keeps no endless number of links', () => {
  const access = createAccess(handClock());
  const first = access.newLinkToken();
  const others = Array.from({ length: 16 }, () => access.newLinkToken());
  expect(access.exchange(first)).toBeNull();
  expect(access.exchange(others.at(-1) ?? '')).not.toBeNull();
});

import { expect, it } from 'vitest';
import { byteSize, counted, percent, wholeNumber } from './quantity.ts';
import { daysUntil, lengthOfTime, relativeTime, unbrokenUnits } from './time.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

it.each([
  [0, '0 s'],
  [-5 * minute, '0 s'],
  [12 * second, '12 s'],
  [4 * minute + 5 * second, '4 min 5 s'],
  [14 * minute + 5 * second, '14 min'],
  [2 * hour, '2 h'],
  [hour + 22 * minute, '1 h 22 min'],
  [7 * day - second, '6 d 23 h'],
  [7 * day, '7 d'],
])('says %d ms as %s', (ms, words) => {
  expect(lengthOfTime(ms)).toBe(words);
});

it('says how far away a time is', () => {
  const now = Date.parse('2026-11-22T14:00:00.000Z');
  expect(relativeTime('2026-11-22T14:00:00.400Z', now)).toBe('now');
  expect(relativeTime('2026-11-22T14:04:00.000Z', now)).toBe('in 4 min');
  expect(relativeTime('2026-11-22T12:00:00.000Z', now)).toBe('2 h ago');
  expect(daysUntil('2026-11-25T13:00:00.000Z', now)).toBe(2);
  expect(daysUntil('2026-11-21T13:00:00.000Z', now)).toBe(-2);
});

it('keeps a number beside its unit where the line breaks', () => {
  expect(unbrokenUnits('in 3 min 41 s')).toBe('in 3\u00a0min 41\u00a0s');
  expect(unbrokenUnits('6 d 23 h ago')).toBe('6\u00a0d 23\u00a0h ago');
});

it('says quantities', () => {
  expect(byteSize(812)).toBe('812 B');
  expect(byteSize(4200)).toBe('4.1 KB');
  expect(byteSize(25 * 1024 * 1024)).toBe('25 MB');
  expect(counted(1, 'message')).toBe('1 message');
  expect(counted(1234, 'message')).toBe('1,234 messages');
  expect(counted(3, 'try', 'tries')).toBe('3 tries');
  expect(wholeNumber(1_000_000)).toBe('1,000,000');
});

it('does not round a share up to all of it', () => {
  expect(percent(999, 1000)).toBe('99 %');
  expect(percent(3, 3)).toBe('100 %');
});

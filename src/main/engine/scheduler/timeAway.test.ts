import { expect, test } from 'vitest';
import { judgeTimeAway } from './timeAway.ts';

const hourMs = 3_600_000;
const lastSign = Date.UTC(2026, 10, 1);

test.each([
  ['a restart', 5000, 0, 0],
  ['a clock that a time service put right', -60_000, 0, 0],
  ['a night', 15 * hourMs, 0, 0],
  ['a weekend, or a clock set forward', 60 * hourMs, 0, 24 * hourMs],
  ['a clock that was set back', -3 * hourMs, -3 * hourMs, 0],
])('%s', (_, awayMs, setBackMs, graceMs) => {
  expect(judgeTimeAway(lastSign, lastSign + awayMs)).toEqual({ setBackMs, graceMs });
});

test('a new folder has nothing to make good', () => {
  expect(judgeTimeAway(null, lastSign)).toEqual({ setBackMs: 0, graceMs: 0 });
});

import { expect, it } from 'vitest';
import { waitsForPause } from './waitsForPause.ts';

it('says of a try that it waits for the pause, and only of one that does', () => {
  const at = '2026-11-22T13:00:00.000Z';
  expect(waitsForPause(at, null)).toBe(false);
  expect(waitsForPause(at, { until: null })).toBe(true);
  expect(waitsForPause(at, { until: '2026-11-22T13:00:01.000Z' })).toBe(true);
  expect(waitsForPause(at, { until: at })).toBe(false);
});

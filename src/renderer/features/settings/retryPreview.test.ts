import { expect, it } from 'vitest';
import { retryPreview } from './retryPreview.ts';

it.each([
  [
    '1m, 5m, 15m, 30m, 1h, 2h, 4h*',
    'after 1 min, 6 min, 21 min, 51 min, 1 h 51 min, 3 h 51 min, 7 h 51 min, then every 4 h',
  ],
  ['30s,1H', 'after 30 s, 1 h, then once more at the end of its life'],
  ['1d*', 'after 1 d, then every 1 d'],
  [
    '1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m, 1m*',
    'after 1 min, 2 min, 3 min, 4 min, 5 min, 6 min, 7 min, 8 min and so on, then every 1 min',
  ],
])('tells the times of %s', (schedule, preview) => {
  expect(retryPreview(schedule)).toBe(preview);
});

it.each(['', 'soon', '1m, ', '1m, 5', '4h*, 1m', '0m', '1m 5m', '-1m'])('has no times for "%s"', (schedule) => {
  expect(retryPreview(schedule)).toBeNull();
});

import { expect, it } from 'vitest';
import { timeRanges } from './chart.types.ts';
import { boundsOf } from './timeRange.ts';

it.each(timeRanges)('asks for whole buckets of the last %s, the one of now among them', (range) => {
  const now = Date.parse('2026-11-22T14:03:22.500Z');
  const { from, to, bucketMinutes } = boundsOf(range, now);
  expect(Date.parse(from) % (bucketMinutes * 60_000)).toBe(0);
  expect(Date.parse(to)).toBe(now);
  const buckets = Math.floor(now / (bucketMinutes * 60_000)) - Date.parse(from) / (bucketMinutes * 60_000) + 1;
  expect({ hour: 30, day: 48, week: 42 }[range]).toBe(buckets);
});

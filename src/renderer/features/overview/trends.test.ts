import { expect, it } from 'vitest';
import type { HistorySeries } from '../../../shared/contract/history.ts';
import { isEmpty, outcomePoints, tlsPoints, totalsOf } from './trends.ts';

const bucket = (at: string, counts: Partial<HistorySeries['buckets'][number]>): HistorySeries['buckets'][number] => ({
  at,
  delivered: 0,
  deliveredOverTls: 0,
  tlsFailures: 0,
  deferred: 0,
  failed: 0,
  expired: 0,
  codes: [],
  ...counts,
});
const series: HistorySeries = {
  buckets: [
    bucket('2026-11-22T12:00:00.000Z', { delivered: 3, deliveredOverTls: 2, deferred: 1, failed: 1, expired: 2 }),
    bucket('2026-11-22T12:02:00.000Z', {}),
  ],
  codes: [],
};

it('counts what failed and what was given up as one', () => {
  expect(outcomePoints(series)[0]?.values).toEqual({ delivered: 3, deferred: 1, failed: 3 });
  expect(totalsOf(series)).toEqual({ delivered: 3, deliveredOverTls: 2, deferred: 1, failed: 3 });
});

it('has nothing to draw where nothing was tried and nothing waited', () => {
  const quiet = { buckets: [bucket('2026-11-22T12:00:00.000Z', {})], codes: [] };
  const depth = (messages: number | null) => [{ at: '2026-11-22T12:00:00.000Z', messages, oldestAgeMs: null }];
  expect(isEmpty({ series: quiet, depth: depth(null) })).toBe(true);
  expect(isEmpty({ series: quiet, depth: depth(1) })).toBe(false);
  expect(isEmpty({ series, depth: depth(0) })).toBe(false);
});

it('knows no share where nothing was delivered, and rounds none up to all', () => {
  expect(tlsPoints(series).map(({ values }) => values.share)).toEqual([66.6, null]);
});

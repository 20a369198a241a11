import type { HistorySeries } from '../../../shared/contract/history.ts';
import type { QueueDepthPoint } from '../../../shared/contract/queue.ts';
import type { ChartPoint } from '../../ui/charts/chart.types.ts';

/** What became of mail, as parts of one bar. */
export function outcomePoints({ buckets }: HistorySeries): ChartPoint[] {
  return buckets.map(({ at, delivered, deferred, failed, expired }) => ({
    at,
    values: { delivered, deferred, failed: failed + expired },
  }));
}

/** The share of what was delivered that went over TLS, in per cent; not known where nothing was delivered. */
export function tlsPoints({ buckets }: HistorySeries): ChartPoint[] {
  return buckets.map(({ at, delivered, deliveredOverTls }) => ({
    at,
    values: { share: delivered === 0 ? null : Math.floor((deliveredOverTls / delivered) * 1000) / 10 },
  }));
}

export function depthPoints(points: readonly QueueDepthPoint[]): ChartPoint[] {
  return points.map(({ at, messages }) => ({ at, values: { messages } }));
}

export function agePoints(points: readonly QueueDepthPoint[]): ChartPoint[] {
  return points.map(({ at, oldestAgeMs }) => ({ at, values: { age: oldestAgeMs } }));
}

/** Nothing was tried and nothing waited: there is nothing to draw. */
export function isEmpty({ series, depth }: { series: HistorySeries; depth: readonly QueueDepthPoint[] }): boolean {
  const { delivered, deferred, failed } = totalsOf(series);
  return delivered + deferred + failed + series.codes.length === 0 && depth.every(({ messages }) => !messages);
}

export interface Totals {
  delivered: number;
  deliveredOverTls: number;
  deferred: number;
  failed: number;
}

export function totalsOf({ buckets }: HistorySeries): Totals {
  const sum = (pick: (bucket: HistorySeries['buckets'][number]) => number) =>
    buckets.reduce((total, bucket) => total + pick(bucket), 0);
  return {
    delivered: sum(({ delivered }) => delivered),
    deliveredOverTls: sum(({ deliveredOverTls }) => deliveredOverTls),
    deferred: sum(({ deferred }) => deferred),
    failed: sum(({ failed, expired }) => failed + expired),
  };
}

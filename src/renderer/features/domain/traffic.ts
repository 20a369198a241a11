import type { HistorySeries } from '../../../shared/contract/history.ts';
import type { ChartPoint } from '../../ui/charts/chart.types.ts';
import { counted, wholeNumber } from '../../ui/quantity.ts';

type Buckets = HistorySeries['buckets'];
type Counts = Pick<Buckets[number], 'delivered' | 'tlsFailures' | 'deferred' | 'failed'>;

/** Tries that failed for another reason than TLS. A refusal at our own door counts as a TLS failure, and is no try. */
function otherFailures({ tlsFailures, deferred, failed }: Counts): number {
  return Math.max(0, deferred + failed - tlsFailures);
}

export function trafficPoints(buckets: Buckets): ChartPoint[] {
  return buckets.map((bucket) => ({
    at: bucket.at,
    values: {
      delivered: bucket.delivered,
      tlsFailures: bucket.tlsFailures,
      otherFailures: otherFailures(bucket),
    },
  }));
}

/** `12 delivered, 3 TLS failures.` */
export function trafficSummary(buckets: Buckets): string {
  const sum = (count: (bucket: Counts) => number) => buckets.reduce((total, bucket) => total + count(bucket), 0);
  const delivered = sum((bucket) => bucket.delivered);
  const tlsFailures = sum((bucket) => bucket.tlsFailures);
  const others = sum(otherFailures);
  if (delivered + tlsFailures + others === 0) return 'No mail was tried.';
  const parts = [
    `${wholeNumber(delivered)} delivered`,
    tlsFailures > 0 ? counted(tlsFailures, 'TLS failure') : null,
    others > 0 ? counted(others, 'other failure') : null,
  ].filter((part) => part !== null);
  return `${parts.join(', ')}.`;
}

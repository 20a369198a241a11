import type { TimeRange } from './chart.types.ts';

/** As many buckets as a chart of a few hundred pixels can show. */
const lengths: Record<TimeRange, { minutes: number; bucketMinutes: number }> = {
  hour: { minutes: 60, bucketMinutes: 2 },
  day: { minutes: 24 * 60, bucketMinutes: 30 },
  week: { minutes: 7 * 24 * 60, bucketMinutes: 4 * 60 },
};

export const rangeWords: Record<TimeRange, { name: string; last: string }> = {
  hour: { name: 'Hour', last: 'in the last hour' },
  day: { name: 'Day', last: 'in the last 24 hours' },
  week: { name: 'Week', last: 'in the last 7 days' },
};

/** What to ask `history.series` and `queue.depth` for: whole buckets up to the one that `now` (epoch ms) is in. */
export function boundsOf(range: TimeRange, now: number): { from: string; to: string; bucketMinutes: number } {
  const { minutes, bucketMinutes } = lengths[range];
  const bucketMs = bucketMinutes * 60_000;
  const lastBucket = Math.floor(now / bucketMs) * bucketMs;
  const from = lastBucket + bucketMs - minutes * 60_000;
  return { from: new Date(from).toISOString(), to: new Date(now).toISOString(), bucketMinutes };
}

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' });

/** `14:30`, or `Sun 22` where the axis is a week long. */
export function tickText(at: string, range: TimeRange): string {
  return (range === 'week' ? dayFormat : clockFormat).format(new Date(at));
}

/** `14:30`, with the day where it may be another one. */
export function pointText(at: string, range: TimeRange): string {
  const clock = clockFormat.format(new Date(at));
  return range === 'hour' ? clock : `${dayFormat.format(new Date(at))}, ${clock}`;
}

import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { HistoryOutcome } from '../../../shared/domain/historyWords.ts';

/** After one of these, the times that an earlier entry tells of do not hold any more. */
const decisive: readonly HistoryOutcome[] = [
  'delivered',
  'deferred',
  'failed',
  'expired',
  'bounced',
  'removed',
  'held',
  'released',
];

/** The latest of a message's entries that tells more of the same recipient than `entry` knew; null where there is none. */
export function whatCameLater(entry: HistoryEntry, timeline: readonly HistoryEntry[]): HistoryEntry | null {
  const isLater = ({ seq, recipient, outcome }: HistoryEntry) =>
    seq > entry.seq && recipient === entry.recipient && decisive.includes(outcome);
  return timeline.findLast(isLater) ?? null;
}

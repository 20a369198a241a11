import type { HistoryEntry, HistoryFilter, HistoryTail } from '../../../shared/contract/history.ts';
import type { Clock, Timer } from '../runtime.ts';
import type { HistoryLog } from './log.ts';
import { matchesFilter } from './matches.ts';

/** At most this many rows go out at once, and at most one batch in this time. */
const maxBatch = 200;
const batchIntervalMs = 100;
/** A subscriber with more than this waiting gets a gap instead: it pages from the database. */
const maxWaiting = 2000;

/** Hands one batch on; resolves once the subscriber took it, rejects when it is gone. */
export type EmitTail = (batch: HistoryTail) => Promise<void>;

/** Follows the log for one subscriber, one unacknowledged batch at a time. Returns what ends it. */
export function followHistory(log: HistoryLog, clock: Clock, filter: HistoryFilter, emit: EmitTail): () => void {
  let waiting: HistoryEntry[] = [];
  let latestSeq = log.latestSeq();
  let behind = false;
  let underWay = false;
  let ended = false;
  let timer: Timer | null = null;
  let lastSentAt = Number.NEGATIVE_INFINITY;

  const send = async () => {
    timer = null;
    underWay = true;
    lastSentAt = clock.now();
    const batch: HistoryTail = behind
      ? { kind: 'gap', latestSeq }
      : { kind: 'entries', entries: waiting.splice(0, maxBatch), latestSeq };
    behind = false;
    try {
      await emit(batch);
    } catch {
      ended = true;
    }
    underWay = false;
    plan();
  };

  const plan = () => {
    if (ended || underWay || timer !== null || (waiting.length === 0 && !behind)) return;
    // A clock that was set back must not silence the tail for that long.
    const sinceLastMs = Math.max(0, clock.now() - lastSentAt);
    timer = clock.setTimer(() => void send(), Math.max(0, batchIntervalMs - sinceLastMs));
  };

  const stopListening = log.onAppended((entries) => {
    for (const entry of entries) {
      latestSeq = Math.max(latestSeq, entry.seq);
      if (!behind && matchesFilter(entry, filter)) waiting.push(entry);
    }
    if (waiting.length > maxWaiting) {
      waiting = [];
      behind = true;
    }
    plan();
  });

  return () => {
    ended = true;
    timer?.cancel();
    stopListening();
  };
}

import type { HistoryEntry, HistoryFilter } from '../../shared/contract/history.ts';
import { createTestEngine } from './engine.fixture.ts';
import { historyEntry } from './history.fixture.ts';

const startMs = Date.parse('2026-01-01T00:00:00.000Z');

/** Entries a second apart, made when they are asked for. Every 97th is for the domain `rare.example`. */
export function hugeEntry(seq: number): HistoryEntry {
  const at = new Date(startMs + seq * 1000).toISOString();
  return historyEntry(seq, { at, domain: seq % 97 === 0 ? 'rare.example' : 'example.com' });
}

/** An engine whose log has the numbers `oldest` to `newest`, however many those are. */
/** `budget` entries are looked at for one question: then it ends, as the engine does when its time is over. */
export function hugeLogEngine(range: { oldest: number; newest: number }, budget = Number.POSITIVE_INFINITY) {
  const test = createTestEngine();
  let { newest } = range;
  const { oldest } = range;

  const matches = (seq: number, { domain, to }: HistoryFilter) =>
    (domain === undefined || seq % 97 === 0) && (to === undefined || startMs + seq * 1000 <= Date.parse(to));

  test.handlers['history.query'] = ({ filter = {}, beforeSeq, afterSeq, limit = 100 }) => {
    const found: HistoryEntry[] = [];
    const start =
      filter.to === undefined ? newest : Math.min(newest, Math.floor((Date.parse(filter.to) - startMs) / 1000));
    const forward = afterSeq !== undefined;
    const first = forward ? Math.max(oldest, afterSeq + 1) : Math.min(start, (beforeSeq ?? newest + 1) - 1);
    let seq = first;
    const isInside = () => (forward ? seq <= newest : seq >= oldest);
    while (isInside() && found.length < limit && Math.abs(seq - first) < budget) {
      if (matches(seq, filter)) found.push(hugeEntry(seq));
      seq += forward ? 1 : -1;
    }
    const entries = forward ? found.toReversed() : found;
    return {
      entries,
      nextSeq: isInside() ? (forward ? seq - 1 : seq + 1) : null,
      latestSeq: newest,
      oldestSeq: oldest,
    };
  };

  return {
    ...test,
    newest: () => newest,
    /** `count` more, and the tail tells those that pass the filter `domain`. */
    async happen(count: number, domain?: string) {
      const entries = Array.from({ length: count }, (_, i) => hugeEntry(newest + 1 + i));
      newest += count;
      const told = domain === undefined ? entries : entries.filter((entry) => entry.domain === domain);
      if (told.length > 0) await test.send('history.tail', { kind: 'entries', entries: told, latestSeq: newest });
    },
  };
}

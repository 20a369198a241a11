import { expect, test } from 'vitest';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { completeEntry, toHistoryEntry } from './entry.ts';
import type { FoundEntries, HistoryPage } from './query.ts';
import { findWholePage } from './wholePage.ts';

function entry(seq: number): HistoryEntry {
  return toHistoryEntry(seq, completeEntry({ at: 0, stage: 'Engine', outcome: 'started' }));
}

/** A search that gives these parts, one after the other. */
function searchOf(...parts: FoundEntries[]) {
  const asked: [HistoryPage, number][] = [];
  const find = (_filter: object, page: HistoryPage, limit: number): FoundEntries => {
    asked.push([page, limit]);
    return parts[asked.length - 1] ?? { entries: [], nextSeq: null };
  };
  return { find, asked };
}

test('goes on where the search ended early, with what is still missing', async () => {
  const query = searchOf(
    { entries: [entry(9)], nextSeq: 7 },
    { entries: [], nextSeq: 4 },
    { entries: [entry(3), entry(2)], nextSeq: 2 },
  );
  const { entries, nextSeq } = await findWholePage(query, {}, {}, 3);
  expect(entries.map(({ seq }) => seq)).toEqual([9, 3, 2]);
  expect(nextSeq).toBe(2);
  expect(query.asked).toEqual([
    [{}, 3],
    [{ beforeSeq: 7 }, 2],
    [{ beforeSeq: 4 }, 2],
  ]);
});

test('the other way round the later ones come on top', async () => {
  const query = searchOf({ entries: [entry(4)], nextSeq: 6 }, { entries: [entry(8), entry(7)], nextSeq: null });
  const { entries } = await findWholePage(query, {}, { afterSeq: 3 }, 10);
  expect(entries.map(({ seq }) => seq)).toEqual([8, 7, 4]);
  expect(query.asked[1]).toEqual([{ afterSeq: 6 }, 9]);
});

import { expect, it } from 'vitest';
import { meets, merge } from './entryList.ts';
import { historyEntry } from './history.fixture.ts';

const list = (...seqs: number[]) => seqs.map((seq) => historyEntry(seq));
const seqs = (entries: readonly { seq: number }[]) => entries.map(({ seq }) => seq);

it('merges lists that follow each other, overlap, or are empty', () => {
  expect(seqs(merge(list(6, 5), list(4, 3)))).toEqual([6, 5, 4, 3]);
  expect(seqs(merge(list(4, 3), list(6, 5)))).toEqual([6, 5, 4, 3]);
  expect(seqs(merge(list(6, 5, 3), list(5, 4, 3)))).toEqual([6, 5, 4, 3]);
  expect(seqs(merge(list(2), []))).toEqual([2]);
  expect(seqs(merge([], list(2)))).toEqual([2]);
});

it('knows whether a page joins on to what is known', () => {
  expect(meets(list(5, 4), list(7, 6, 5), false)).toBe(true);
  expect(meets(list(5, 4), list(9, 8), false)).toBe(false);
  expect(meets(list(5, 4), list(9, 8), true)).toBe(true);
  expect(meets([], list(9), false)).toBe(false);
});

import type { HistoryEntry } from '../../shared/contract/history.ts';

/** Entries by falling `seq`, each once. */
export type NewestFirst = readonly HistoryEntry[];

export function newestFirst(entries: readonly HistoryEntry[]): NewestFirst {
  return entries.toSorted((a, b) => b.seq - a.seq);
}

/** Both lists in one. Entries that stand in both are kept once. */
export function merge(a: NewestFirst, b: NewestFirst): NewestFirst {
  const newestB = b[0];
  const oldestA = a.at(-1);
  if (!newestB) return a;
  if (!oldestA) return b;
  if (newestB.seq < oldestA.seq) return [...a, ...b];
  const bySeq = new Map<number, HistoryEntry>();
  for (const entry of a) bySeq.set(entry.seq, entry);
  for (const entry of b) bySeq.set(entry.seq, entry);
  return newestFirst([...bySeq.values()]);
}

/** True when nothing can be missing between what is known and a page of the newest entries. */
export function meets(known: NewestFirst, page: NewestFirst, pageIsAll: boolean): boolean {
  const newestKnown = known[0];
  const oldestOfPage = page.at(-1);
  if (!newestKnown || !oldestOfPage) return pageIsAll;
  return pageIsAll || oldestOfPage.seq <= newestKnown.seq;
}

import type { HistoryFilter } from '../../../shared/contract/history.ts';
import type { FoundEntries, HistoryPage, HistoryQuery } from './query.ts';

/** As `find`, but a search that takes long is gone on with: in short steps, between which mail goes on. */
export async function findWholePage(
  query: Pick<HistoryQuery, 'find'>,
  filter: HistoryFilter,
  page: HistoryPage,
  limit: number,
): Promise<FoundEntries> {
  const isForward = page.afterSeq !== undefined;
  let { entries, nextSeq } = query.find(filter, page, limit);
  while (nextSeq !== null && entries.length < limit) {
    await new Promise((resolve) => setImmediate(resolve));
    const from = isForward ? { afterSeq: nextSeq } : { beforeSeq: nextSeq };
    const more = query.find(filter, from, limit - entries.length);
    entries = isForward ? [...more.entries, ...entries] : [...entries, ...more.entries];
    nextSeq = more.nextSeq;
  }
  return { entries, nextSeq };
}

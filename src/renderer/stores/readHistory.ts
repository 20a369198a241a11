import type { HistoryFilter } from '../../shared/contract/history.ts';
import type { EngineConnection } from '../client/engineConnection.ts';
import { merge, type NewestFirst, newestFirst } from './entryList.ts';

export interface HistoryPart {
  entries: NewestFirst;
  /** There is nothing more on that side. */
  isEnd: boolean;
  latestSeq: number;
  /** Of the whole log; null where it is empty, or where the engine does not say. */
  oldestSeq: number | null;
}

interface ReadOptions {
  filter: HistoryFilter;
  beforeSeq?: number;
  afterSeq?: number;
  /** At most so many entries. */
  limit: number;
  /** A search that takes long ends early: it is taken up again until so many are found, or nothing is left. */
  atLeast: number;
  /** False once nobody waits for the answer any more. */
  isWanted(): boolean;
  /** It takes long: what was found so far was not enough, and the search goes on. */
  onGoOn?(): void;
}

/** Reads one part of the log; null once it is not wanted any more. @throws {ContractError} */
export async function readHistory(
  engine: Pick<EngineConnection, 'call'>,
  { filter, beforeSeq, afterSeq, limit, atLeast, isWanted, onGoOn }: ReadOptions,
): Promise<HistoryPart | null> {
  const isForward = afterSeq !== undefined;
  let position = isForward ? afterSeq : beforeSeq;
  let entries: NewestFirst = [];
  for (;;) {
    const asked = limit - entries.length;
    const page = await engine.call('history.query', {
      filter,
      limit: asked,
      mayEndEarly: true,
      ...(position === undefined ? {} : isForward ? { afterSeq: position } : { beforeSeq: position }),
    });
    if (!isWanted()) return null;
    entries = merge(entries, newestFirst(page.entries));
    // An engine of an earlier version ends only where there is nothing more.
    const next = page.nextSeq === undefined ? nextOf(newestFirst(page.entries), asked, isForward) : page.nextSeq;
    if (next === null || entries.length >= Math.min(atLeast, limit)) {
      return { entries, isEnd: next === null, latestSeq: page.latestSeq, oldestSeq: page.oldestSeq ?? null };
    }
    position = next;
    onGoOn?.();
  }
}

function nextOf(entries: NewestFirst, asked: number, isForward: boolean): number | null {
  if (entries.length < asked) return null;
  return (isForward ? entries[0] : entries.at(-1))?.seq ?? null;
}

import type { HistoryFilter } from '../../shared/contract/history.ts';
import type { EngineConnection } from '../client/engineConnection.ts';
import type { LogStore } from './logState.ts';
import { type ListEnds, type LogWindow, noWindow, settled } from './logWindow.ts';
import { type HistoryPart, readHistory } from './readHistory.ts';

/** One reading of the log with one filter. The tail and the pages that are read for it share this. */
export interface LogReading {
  engine: EngineConnection;
  store: LogStore;
  /** Made anew for each question: a filter by age moves on with the time. */
  historyFilter(): HistoryFilter;
  /** By another filter, or since nobody looks any more: late answers are dropped. */
  ended: boolean;
  /** 0 where it is not known. */
  ends: ListEnds;
  /** `seq` of the newest entry that the tail told of. */
  newestHeard: number;
  /** A search that has found less than a screen goes on by itself. Set by the pager. */
  fillScreen(): void;
}

export const pageSize = 200;
/** As many as fill the screen are worth waiting for, but not before the first screen is full. */
const screenful = 40;

/** Which part of the log: the newest entries where neither is given. */
export interface LogPlace {
  beforeSeq?: number;
  afterSeq?: number;
  /** ISO 8601; nothing later than this. */
  to?: string;
}

/** The newest end, where so little was found that a reader would wait for more. */
export function isShort({ rows, reachedNewest, reachedOldest }: LogWindow): boolean {
  return reachedNewest && !reachedOldest && rows.length < screenful;
}

/**
 * Reads a page; null where the reading has ended meanwhile. `atLeast`: a search that takes long goes on until so many are
 * found. @throws {ContractError}
 */
export function readPage(
  reading: LogReading,
  { to, ...position }: LogPlace,
  atLeast = screenful,
): Promise<HistoryPart | null> {
  const { store } = reading;
  return readHistory(reading.engine, {
    filter: { ...reading.historyFilter(), ...(to === undefined ? {} : { to }) },
    ...position,
    limit: pageSize,
    atLeast,
    isWanted: () => !reading.ended,
    // What another filter had found is no answer to this one.
    onGoOn: () => store.setState({ searching: true, ...(store.getState().loaded ? {} : { window: noWindow }) }),
  });
}

/** Reads where the list ends: the scroll bar is laid out by it. */
export async function findOldest(reading: LogReading): Promise<void> {
  try {
    const part = await readHistory(reading.engine, {
      filter: reading.historyFilter(),
      afterSeq: 0,
      limit: 1,
      atLeast: 1,
      isWanted: () => !reading.ended,
    });
    const oldest = part?.entries.at(-1);
    if (!oldest) return;
    reading.ends = { ...reading.ends, oldest: oldest.seq };
    layOut(reading);
  } catch {
    // The list can be read without it; the scroll bar grows as one reads on.
  }
}

/** Puts the scroll bar right, for a moment of rest. */
export function layOut({ store, ends }: LogReading): void {
  const { window, loading } = store.getState();
  if (loading !== null || ends.oldest === 0) return;
  const next = settled(window, ends);
  if (next.origin !== window.origin || next.total !== window.total) store.setState({ window: next });
}

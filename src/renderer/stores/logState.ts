import type { StoreApi } from 'zustand/vanilla';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { LogFilter } from '../../shared/contract/logFilter.ts';
import { type LogWindow, noWindow } from './logWindow.ts';

/** Where the list is to be scrolled to; a new object for each wish. */
export interface ScrollWish {
  row: number;
  /** Which edge of the list it shall stand at. */
  edge: 'top' | 'bottom';
}

export interface LogState {
  filter: LogFilter;
  /** What is held of the log, and where it stands in the whole. */
  window: LogWindow;
  /** Entries that came while the list was held still; null where nobody counted them. */
  newCount: number | null;
  /** The admin asked for stillness. */
  paused: boolean;
  /** The list is scrolled away from its newest entry, so nothing may move under the reader. */
  scrolledAway: boolean;
  loaded: boolean;
  loading: 'newer' | 'older' | 'elsewhere' | null;
  /** A search goes on that takes long: what was found so far is shown. */
  searching: boolean;
  failure: Refusal | null;
  scrollWish: ScrollWish | null;
  /** Follows the tail until the returned function is called. */
  open(): () => void;
  /** Reads again what could not be read. */
  retry(): void;
  setFilter(filter: LogFilter): void;
  setPaused(paused: boolean): void;
  setScrolledAway(away: boolean): void;
  /** The reader sees the rows of these numbers: what is missing there is read. */
  show(first: number, last: number): void;
  /** The reader has stopped: the scroll bar is put right. */
  rest(): void;
  goToNewest(): void;
  goToOldest(): void;
  /** To the newest entry that is not later than `at` (ISO 8601). */
  goToTime(at: string): void;
}

export type LogStore = StoreApi<LogState>;

export const emptyList = {
  window: noWindow,
  newCount: 0,
  loaded: false,
  loading: null,
  searching: false,
  failure: null,
  scrollWish: null,
} satisfies Partial<LogState>;

/** Nothing may move under the reader: what comes is counted, not shown. */
export function isHeld({ paused, scrolledAway, window }: LogState): boolean {
  return paused || scrolledAway || !window.reachedNewest;
}

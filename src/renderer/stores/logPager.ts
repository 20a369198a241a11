import type { HistoryEntry } from '../../shared/contract/history.ts';
import { refusalOfError } from '../client/engineConnection.ts';
import type { NewestFirst } from './entryList.ts';
import { isShort, type LogPlace, type LogReading, layOut, pageSize, readPage } from './logReading.ts';
import type { LogState } from './logState.ts';
import type { LogTail } from './logTail.ts';
import { lastOf, movedWindow, seqAt, settled, withNewer, withOlder } from './logWindow.ts';

/** Reads what the reader gets to: the next page as one scrolls, or another place of the log. One page at a time. */
export interface LogPager {
  /** The reader sees the rows of these numbers. */
  show(first: number, last: number): void;
  goToNewest(): void;
  goToOldest(): void;
  /** ISO 8601. */
  goToTime(at: string): void;
}

/** A page is asked for this many rows before the reader gets there. */
const readAheadRows = 100;
/** Farther away than this nothing is read up to there: the list starts anew at that place. */
const jumpRows = 2 * pageSize;

export function createLogPager(reading: LogReading, tail: Pick<LogTail, 'readNewest'>): LogPager {
  const { store } = reading;
  let shown: { first: number; last: number } | null = null;

  const show = (first: number, last: number) => {
    shown = { first, last };
    const { window, loaded, loading } = store.getState();
    const newest = window.rows[0];
    const oldest = window.rows.at(-1);
    if (!loaded || loading !== null || !newest || !oldest) return;
    const isElsewhere = last < window.first - jumpRows || first > lastOf(window) + jumpRows;
    if (isElsewhere) void loadAround(first);
    else if (!window.reachedNewest && first - window.first < readAheadRows) void loadNewer(newest);
    else if (!window.reachedOldest && lastOf(window) - last < readAheadRows) void loadOlder(oldest);
  };

  /** `take` puts the page into the list, unless the reading has ended meanwhile. */
  const load = async (
    loading: NonNullable<LogState['loading']>,
    place: LogPlace,
    take: (page: NewestFirst, isEnd: boolean) => void,
  ) => {
    store.setState({ loading });
    try {
      const isFirstScreen = loading === 'older' && isShort(store.getState().window);
      const page = await readPage(reading, place, isFirstScreen ? 1 : undefined);
      if (!page) return;
      store.setState({ loading: null, failure: null });
      take(page.entries, page.isEnd);
      // The reader may have gone on meanwhile.
      if (shown) show(shown.first, shown.last);
      if (store.getState().loading === null) store.setState({ searching: false });
    } catch (error) {
      if (!reading.ended) store.setState({ loading: null, searching: false, failure: refusalOfError(error) });
    }
  };

  const isUpToNewest = (page: NewestFirst, isEnd: boolean, otherwise = 0) =>
    isEnd && (page[0]?.seq ?? otherwise) >= reading.newestHeard;

  const loadNewer = (newest: HistoryEntry) =>
    load('newer', { afterSeq: newest.seq }, (page, isEnd) => {
      const { window } = store.getState();
      if (window.rows[0]?.seq !== newest.seq) return;
      const reachedNewest = isUpToNewest(page, isEnd, newest.seq);
      store.setState({ window: withNewer(window, page, reachedNewest), ...(reachedNewest ? { newCount: 0 } : {}) });
    });

  const loadOlder = (oldest: HistoryEntry) =>
    load('older', { beforeSeq: oldest.seq }, (page, isEnd) => {
      const { window } = store.getState();
      if (window.rows.at(-1)?.seq !== oldest.seq) return;
      store.setState({ window: withOlder(window, page, isEnd) });
    });

  /** The list starts anew with what stands at this row of the scroll bar's range. */
  const loadAround = (row: number) => {
    const { window } = store.getState();
    if (row <= window.origin) return loadNewest();
    const seq = seqAt(window, reading.ends, row);
    return load('elsewhere', { beforeSeq: seq + 1 }, (page, isEnd) => {
      // So few are left: the last page shows them, and what is before them.
      if (isEnd) void loadOldest('keep');
      else store.setState({ window: movedWindow(store.getState().window, page, row, {}) });
    });
  };

  const loadOldest = (scroll: 'keep' | 'bottom') =>
    load('elsewhere', { afterSeq: 0 }, (page, isEnd) => {
      const { window } = store.getState();
      const first = window.origin + window.total - page.length;
      const ends = { reachedOldest: true, reachedNewest: isUpToNewest(page, isEnd) };
      const moved = settled(movedWindow(window, page, first, ends), reading.ends);
      const wish: Partial<LogState> = scroll === 'bottom' ? { scrollWish: { row: lastOf(moved), edge: 'bottom' } } : {};
      store.setState({ window: moved, ...wish });
    });

  reading.fillScreen = () => {
    const { window, loading } = store.getState();
    const oldest = window.rows.at(-1);
    if (loading !== null || !oldest || !isShort(window)) return;
    void loadOlder(oldest).then(() => {
      reading.fillScreen();
      // The scroll bar could not be laid out while this was read.
      layOut(reading);
    });
  };

  const loadNewest = () => {
    // The list moves the reader there: what is seen is heard when it has.
    shown = null;
    store.setState({ loading: 'elsewhere' });
    return tail.readNewest(true);
  };

  const loadTime = (at: string) =>
    load('elsewhere', { to: at }, (page, isEnd) => {
      const newest = page[0];
      if (!newest) {
        void loadOldest('bottom');
        return;
      }
      const { window } = store.getState();
      const moved = settled(movedWindow(window, page, window.first, { reachedOldest: isEnd }), reading.ends);
      shown = { first: moved.first, last: moved.first };
      store.setState({ window: moved, scrolledAway: true, scrollWish: { row: moved.first, edge: 'top' } });
    });

  return {
    show,
    goToNewest: () => void loadNewest(),
    goToOldest: () => void loadOldest('bottom'),
    goToTime: (at) => void loadTime(at),
  };
}

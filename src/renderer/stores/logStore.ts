import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { HistoryEntry, HistoryTail } from '../../shared/contract/history.ts';
import type { LogFilter } from '../../shared/contract/logFilter.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';
import { meets, merge, type NewestFirst, newestFirst } from './entryList.ts';
import { isFiltered, isSameFilter, noLogFilter, toHistoryFilter } from './logFilter.ts';
import {
  type ListEnds,
  type LogWindow,
  lastOf,
  movedWindow,
  newestWindow,
  noWindow,
  seqAt,
  settled,
  withFresh,
  withNewer,
  withOlder,
} from './logWindow.ts';
import { type HistoryPart, readHistory } from './readHistory.ts';

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

const pageSize = 200;
/** Of a search that takes long, as many as fill the screen are worth showing at once. */
const screenful = 40;
/** A page is asked for this many rows before the reader gets there. */
const readAheadRows = 100;
/** Farther away than this nothing is read up to there: the list starts anew at that place. */
const jumpRows = 2 * pageSize;
/** Of the tail, while the newest page is read. */
const maxEarly = 2000;

const emptyList = {
  window: noWindow,
  newCount: 0,
  loaded: false,
  loading: null,
  failure: null,
  scrollWish: null,
} satisfies Partial<LogState>;

/** `now` gives epoch ms. */
export function createLogStore(engine: EngineConnection, now: () => number = Date.now): LogStore {
  let opened = 0;
  let stopTail = () => {};
  /** Rises with every filter: late answers to an older one are dropped. */
  let generation = 0;
  let ends: ListEnds = { newest: 0, oldest: 0 };
  /** `seq` of the newest entry that the tail told of. */
  let newestHeard = 0;
  /** While the newest page is read, what the tail brings is kept aside: only the page shows whether it joins on. */
  let readingNewest = false;
  let early: NewestFirst = [];
  /** Something was missed during that: the page is read once more. */
  let missedMeanwhile = false;
  let shown: { first: number; last: number } | null = null;

  const isHeld = () => {
    const { paused, scrolledAway, window } = store.getState();
    return paused || scrolledAway || !window.reachedNewest;
  };
  const historyFilter = () => toHistoryFilter(store.getState().filter, now());

  const follow = () => {
    stopTail();
    generation += 1;
    const mine = generation;
    early = [];
    missedMeanwhile = false;
    newestHeard = 0;
    ends = { newest: 0, oldest: 0 };
    shown = null;
    // The tail first, then the page: what happens between the two is in one or in both, never in none.
    const stopEvents = engine.subscribe('history.tail', { filter: historyFilter() }, (batch) => {
      if (mine === generation) takeBatch(batch);
    });
    const stopConnected = engine.onConnected(() => void readNewest());
    stopTail = () => {
      stopEvents();
      stopConnected();
    };
  };

  const takeBatch = (batch: HistoryTail) => {
    if (batch.kind === 'gap') {
      if (readingNewest) missedMeanwhile = true;
      else if (isHeld()) countGap(batch.latestSeq);
      else void readNewest();
      return;
    }
    const fresh = newestFirst(batch.entries);
    if (!readingNewest) {
      add(fresh);
      return;
    }
    early = merge(fresh, early);
    if (early.length <= maxEarly) return;
    early = [];
    missedMeanwhile = true;
  };

  /** Without a filter every number is an entry. With one, how many of them match is not known. */
  const countGap = (latestSeq: number) => {
    const { filter, newCount } = store.getState();
    if (newCount === null || newestHeard === 0 || isFiltered(filter)) {
      store.setState({ newCount: null });
      return;
    }
    store.setState({ newCount: newCount + Math.max(0, latestSeq - newestHeard) });
    newestHeard = Math.max(newestHeard, latestSeq);
  };

  const add = (entries: NewestFirst) => {
    const { window, newCount } = store.getState();
    const newestHeld = window.reachedNewest ? (window.rows[0]?.seq ?? 0) : 0;
    const fresh = entries.filter(({ seq }) => seq > Math.max(newestHeard, newestHeld));
    const newest = fresh[0];
    if (!newest) return;
    newestHeard = newest.seq;
    ends = { newest: newest.seq, oldest: ends.oldest === 0 ? (fresh.at(-1)?.seq ?? 0) : ends.oldest };
    if (isHeld()) store.setState({ newCount: newCount === null ? null : newCount + fresh.length });
    else store.setState({ window: withFresh(window, fresh) });
  };

  const readNewest = async (startAnew = false) => {
    const mine = generation;
    readingNewest = true;
    try {
      const isWanted = () => mine === generation;
      const page = await readHistory(engine, {
        filter: historyFilter(),
        limit: pageSize,
        atLeast: screenful,
        isWanted,
      });
      if (!page) return;
      readingNewest = false;
      takeNewestPage(page, startAnew);
      add(early);
      early = [];
      const readAgain = missedMeanwhile;
      missedMeanwhile = false;
      if (readAgain) void readNewest();
    } catch (error) {
      if (mine !== generation) return;
      readingNewest = false;
      early = [];
      const failed = { loading: null, failure: refusalOfError(error) };
      store.setState(store.getState().loaded ? failed : { ...emptyList, ...failed });
    }
  };

  const takeNewestPage = (part: HistoryPart, startAnew: boolean) => {
    const { entries: page, latestSeq, isEnd: pageIsAll } = part;
    const { loaded, window } = store.getState();
    const newestHeld = window.rows[0]?.seq ?? 0;
    const isSameLog = Math.max(newestHeld, newestHeard) <= latestSeq;
    const joins = window.reachedNewest && meets(window.rows, page, pageIsAll);
    if (loaded && isSameLog && !startAnew && isHeld()) {
      // The connection came back while the reader reads: counted, not shown.
      const unheard = page.filter(({ seq }) => seq > Math.max(newestHeard, newestHeld));
      const counted = unheard.length < page.length || pageIsAll;
      const { newCount } = store.getState();
      store.setState({ newCount: counted && newCount !== null ? newCount + unheard.length : null, failure: null });
    } else if (loaded && isSameLog && joins && !startAnew) {
      store.setState({ window: withFresh(window, newerThan(page, newestHeld)), newCount: 0, failure: null });
    } else {
      const fresh = newestWindow(page, pageIsAll);
      store.setState({ ...emptyList, window: fresh, loaded: true, scrollWish: { row: fresh.first, edge: 'top' } });
    }
    const newest = page[0]?.seq ?? 0;
    newestHeard = isSameLog ? Math.max(newestHeard, newest) : newest;
    const oldestOfLog = isFiltered(store.getState().filter) ? 0 : (part.oldestSeq ?? 0);
    ends = {
      newest: newestHeard,
      oldest: pageIsAll ? (page.at(-1)?.seq ?? 0) : isSameLog && ends.oldest > 0 ? ends.oldest : oldestOfLog,
    };
    if (pageIsAll) return;
    if (ends.oldest === 0) void findOldest();
    else store.getState().rest();
  };

  /** Where the list ends: the scroll bar is laid out by it. */
  const findOldest = async () => {
    const mine = generation;
    try {
      const isWanted = () => mine === generation;
      const part = await readHistory(engine, { filter: historyFilter(), afterSeq: 0, limit: 1, atLeast: 1, isWanted });
      const oldest = part?.entries.at(-1);
      if (!oldest) return;
      ends = { ...ends, oldest: oldest.seq };
      store.getState().rest();
    } catch {
      // The list can be read without it; the scroll bar grows as one reads on.
    }
  };

  /** One page at a time. `take` puts it into the list, unless the filter has changed meanwhile. */
  const load = async (
    loading: NonNullable<LogState['loading']>,
    where: { beforeSeq?: number; afterSeq?: number; filter?: { to: string } },
    take: (page: NewestFirst, isEnd: boolean) => void,
  ) => {
    const mine = generation;
    store.setState({ loading });
    try {
      const { filter, ...position } = where;
      const page = await readHistory(engine, {
        filter: { ...historyFilter(), ...filter },
        ...position,
        limit: pageSize,
        atLeast: screenful,
        isWanted: () => mine === generation,
      });
      if (!page) return;
      store.setState({ loading: null, failure: null });
      take(page.entries, page.isEnd);
      // The reader may have gone on meanwhile.
      if (shown) store.getState().show(shown.first, shown.last);
    } catch (error) {
      if (mine === generation) store.setState({ loading: null, failure: refusalOfError(error) });
    }
  };

  const loadNewer = (newest: HistoryEntry) =>
    load('newer', { afterSeq: newest.seq }, (page, isEnd) => {
      const { window } = store.getState();
      if (window.rows[0]?.seq !== newest.seq) return;
      const reachedNewest = isEnd && (page[0]?.seq ?? newest.seq) >= newestHeard;
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
    const seq = seqAt(window, ends, row);
    return load('elsewhere', { beforeSeq: seq + 1 }, (page, isEnd) => {
      // So few are left: the last page shows them, and what is before them.
      if (isEnd) void loadOldest('keep');
      else store.setState({ window: movedWindow(store.getState().window, page, row, {}) });
    });
  };

  const loadOldest = (scroll: 'keep' | 'bottom') =>
    load('elsewhere', { afterSeq: 0 }, (page, isEnd) => {
      const { window } = store.getState();
      const reachedNewest = isEnd && (page[0]?.seq ?? 0) >= newestHeard;
      const first = window.origin + window.total - page.length;
      const moved = settled(movedWindow(window, page, first, { reachedOldest: true, reachedNewest }), ends);
      const wish: Partial<LogState> = scroll === 'bottom' ? { scrollWish: { row: lastOf(moved), edge: 'bottom' } } : {};
      store.setState({ window: moved, ...wish });
    });

  const loadNewest = () => {
    store.setState({ loading: 'elsewhere' });
    return readNewest(true);
  };

  /** Shows what waited, where nothing holds the list any more. */
  const goOn = () => {
    if (isHeld() || store.getState().newCount === 0) return;
    void readNewest();
  };

  const store: LogStore = createStore<LogState>((set, get) => ({
    filter: noLogFilter,
    paused: false,
    scrolledAway: false,
    ...emptyList,
    open() {
      opened += 1;
      if (opened === 1) follow();
      return () => {
        opened -= 1;
        if (opened > 0) return;
        stopTail();
        generation += 1;
        // Nothing of it is held while nobody looks: what happens until then would be missing.
        set({ ...emptyList, scrolledAway: false });
      };
    },
    retry() {
      set(emptyList);
      if (opened > 0) follow();
    },
    setFilter(filter) {
      if (isSameFilter(filter, get().filter)) return;
      // What is shown stays until the answer is there: a list that goes blank at every key is hard to look at.
      set({ ...emptyList, window: get().window, filter, scrolledAway: false });
      if (opened > 0) follow();
    },
    setPaused(paused) {
      set({ paused });
      goOn();
    },
    setScrolledAway(scrolledAway) {
      if (scrolledAway === get().scrolledAway) return;
      set({ scrolledAway });
      goOn();
    },
    show(first, last) {
      shown = { first, last };
      const { window, loaded, loading } = get();
      const newest = window.rows[0];
      const oldest = window.rows.at(-1);
      if (!loaded || loading !== null || !newest || !oldest) return;
      const isElsewhere = last < window.first - jumpRows || first > lastOf(window) + jumpRows;
      if (isElsewhere) void loadAround(first);
      else if (!window.reachedNewest && first - window.first < readAheadRows) void loadNewer(newest);
      else if (!window.reachedOldest && lastOf(window) - last < readAheadRows) void loadOlder(oldest);
    },
    rest() {
      const { window, loading } = get();
      if (loading !== null || ends.oldest === 0) return;
      const next = settled(window, ends);
      if (next.origin !== window.origin || next.total !== window.total) set({ window: next });
    },
    goToNewest: () => void loadNewest(),
    goToOldest: () => void loadOldest('bottom'),
    goToTime(at) {
      void load('elsewhere', { filter: { to: at } }, (page, isEnd) => {
        const newest = page[0];
        if (!newest) {
          void loadOldest('bottom');
          return;
        }
        const { window } = get();
        const moved = settled(movedWindow(window, page, window.first, { reachedOldest: isEnd }), ends);
        shown = { first: moved.first, last: moved.first };
        set({ window: moved, scrolledAway: true, scrollWish: { row: moved.first, edge: 'top' } });
      });
    },
  }));
  return store;
}

function newerThan(entries: NewestFirst, seq: number): NewestFirst {
  return entries.filter((entry) => entry.seq > seq);
}

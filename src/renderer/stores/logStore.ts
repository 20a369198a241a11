import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { HistoryTail } from '../../shared/contract/history.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';
import { meets, merge, type NewestFirst, newestFirst } from './entryList.ts';
import { type LogFilter, noLogFilter, toHistoryFilter } from './logFilter.ts';

export interface LogState {
  filter: LogFilter;
  /** What is shown. */
  entries: NewestFirst;
  /** What came while the list was held still. */
  waiting: NewestFirst;
  /** More came than `waiting` keeps: going on reads the newest page anew. */
  missed: boolean;
  /** The admin asked for stillness. */
  paused: boolean;
  /** The list is scrolled away from its newest entry, so nothing may move under the reader. */
  scrolledAway: boolean;
  reachedOldest: boolean;
  loaded: boolean;
  loadingOlder: boolean;
  failure: Refusal | null;
  /** Follows the tail until the returned function is called. */
  open(): () => void;
  /** Reads again what could not be read. */
  retry(): void;
  setFilter(change: Partial<LogFilter>): void;
  setPaused(paused: boolean): void;
  setScrolledAway(away: boolean): void;
  loadOlder(): Promise<void>;
}

export type LogStore = StoreApi<LogState>;

const pageSize = 200;
/** As many as a person may scroll back to without asking the engine again. */
const maxShown = 20_000;
const maxWaiting = 2000;

const emptyList = {
  entries: [],
  waiting: [],
  missed: false,
  reachedOldest: false,
  loaded: false,
  loadingOlder: false,
  failure: null,
} satisfies Partial<LogState>;

export function createLogStore(engine: EngineConnection): LogStore {
  let opened = 0;
  let stopTail = () => {};
  /** Rises with every filter: late answers to an older one are dropped. */
  let generation = 0;
  /** While the newest page is read, what the tail brings is kept aside: only the page shows whether it joins on. */
  let readingNewest = false;
  let early: NewestFirst = [];

  const isHeld = () => store.getState().paused || store.getState().scrolledAway;

  const follow = () => {
    stopTail();
    generation += 1;
    const mine = generation;
    const filter = toHistoryFilter(store.getState().filter);
    early = [];
    // The tail first, then the page: what happens between the two is in one or in both, never in none.
    const stopEvents = engine.subscribe('history.tail', { filter }, (batch) => {
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
      if (isHeld()) store.setState({ missed: true });
      else void readNewest();
      return;
    }
    const fresh = newestFirst(batch.entries);
    if (readingNewest) early = merge(fresh, early).slice(0, maxWaiting);
    else add(fresh);
  };

  const add = (fresh: NewestFirst) => {
    const { entries, waiting } = store.getState();
    if (isHeld()) {
      const all = merge(fresh, waiting);
      store.setState(all.length > maxWaiting ? { waiting: all.slice(0, maxWaiting), missed: true } : { waiting: all });
      return;
    }
    store.setState(capped(merge(fresh, entries)));
  };

  const capped = (entries: NewestFirst): Partial<LogState> =>
    entries.length > maxShown ? { entries: entries.slice(0, maxShown), reachedOldest: false } : { entries };

  const readNewest = async () => {
    const mine = generation;
    const filter = toHistoryFilter(store.getState().filter);
    readingNewest = true;
    try {
      const page = await engine.call('history.query', { filter, limit: pageSize });
      if (mine !== generation) return;
      readingNewest = false;
      takeNewestPage(page.entries, page.latestSeq);
      const newestOfPage = page.entries[0]?.seq ?? 0;
      add(early.filter((entry) => entry.seq > newestOfPage));
      early = [];
    } catch (error) {
      if (mine === generation) store.setState({ failure: refusalOfError(error) });
    }
  };

  const takeNewestPage = (page: NewestFirst, latestSeq: number) => {
    const { loaded, entries, waiting, reachedOldest } = store.getState();
    const pageIsAll = page.length < pageSize;
    const known = merge(waiting, entries);
    const isSameLog = (known[0]?.seq ?? 0) <= latestSeq;
    if (!loaded) {
      store.setState({
        ...capped(merge(page, known)),
        waiting: [],
        loaded: true,
        reachedOldest: pageIsAll,
        failure: null,
      });
    } else if (!isSameLog || !meets(known, page, pageIsAll)) {
      if (isHeld() && isSameLog) store.setState({ missed: true, failure: null });
      else store.setState({ ...emptyList, entries: page, loaded: true, reachedOldest: pageIsAll });
    } else {
      store.setState({ reachedOldest: reachedOldest || pageIsAll, failure: null });
      const newest = known[0]?.seq ?? 0;
      add(page.filter((entry) => entry.seq > newest));
    }
  };

  /** Shows what waited, where nothing holds the list any more. */
  const goOn = () => {
    if (isHeld()) return;
    const { entries, waiting, missed } = store.getState();
    if (missed) {
      store.setState({ waiting: [], missed: false });
      void readNewest();
    } else {
      store.setState({ ...capped(merge(waiting, entries)), waiting: [] });
    }
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
        set({ scrolledAway: false, loadingOlder: false });
      };
    },
    retry() {
      set(emptyList);
      if (opened > 0) follow();
    },
    setFilter(change) {
      set({ filter: { ...get().filter, ...change }, ...emptyList, scrolledAway: false });
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
    async loadOlder() {
      const { entries, loaded, loadingOlder, reachedOldest, filter } = get();
      const oldest = entries.at(-1);
      if (!loaded || loadingOlder || reachedOldest || !oldest) return;
      const mine = generation;
      set({ loadingOlder: true });
      try {
        const page = await engine.call('history.query', {
          filter: toHistoryFilter(filter),
          beforeSeq: oldest.seq,
          limit: pageSize,
        });
        if (mine !== generation) return;
        set({
          entries: merge(get().entries, page.entries),
          reachedOldest: page.entries.length < pageSize,
          loadingOlder: false,
          failure: null,
        });
      } catch (error) {
        if (mine === generation) set({ loadingOlder: false, failure: refusalOfError(error) });
      }
    },
  }));
  return store;
}

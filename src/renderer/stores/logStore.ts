import { createStore } from 'zustand/vanilla';
import type { EngineConnection } from '../client/engineConnection.ts';
import { isSameFilter, noLogFilter, toHistoryFilter } from './logFilter.ts';
import { createLogPager, type LogPager } from './logPager.ts';
import { type LogReading, layOut } from './logReading.ts';
import { emptyList, isHeld, type LogState, type LogStore } from './logState.ts';
import { createLogTail, type LogTail } from './logTail.ts';

interface OpenReading {
  reading: LogReading;
  tail: LogTail;
  pager: LogPager;
  stop(): void;
}

/** `now` gives epoch ms. */
export function createLogStore(engine: EngineConnection, now: () => number = Date.now): LogStore {
  let opened = 0;
  let current: OpenReading | null = null;

  const end = () => {
    if (!current) return;
    current.reading.ended = true;
    current.stop();
    current = null;
  };

  const startAnew = () => {
    end();
    const reading: LogReading = {
      engine,
      store,
      historyFilter: () => toHistoryFilter(store.getState().filter, now()),
      ended: false,
      ends: { newest: 0, oldest: 0 },
      newestHeard: 0,
      fillScreen() {},
    };
    const tail = createLogTail(reading);
    current = { reading, tail, pager: createLogPager(reading, tail), stop: tail.follow() };
  };

  /** Shows what waited, where nothing holds the list any more. */
  const goOn = () => {
    const state = store.getState();
    if (!isHeld(state) && state.newCount !== 0) void current?.tail.readNewest();
  };

  const store: LogStore = createStore<LogState>((set, get) => ({
    filter: noLogFilter,
    paused: false,
    scrolledAway: false,
    ...emptyList,
    open() {
      opened += 1;
      if (opened === 1) startAnew();
      return () => {
        opened -= 1;
        if (opened > 0) return;
        end();
        // Nothing of it is held while nobody looks: what happens until then would be missing.
        set({ ...emptyList, scrolledAway: false });
      };
    },
    retry() {
      set(emptyList);
      if (opened > 0) startAnew();
    },
    setFilter(filter) {
      if (isSameFilter(filter, get().filter)) return;
      // What is shown stays until the answer is there: a list that goes blank at every key is hard to look at.
      set({ ...emptyList, window: get().window, filter, scrolledAway: false });
      if (opened > 0) startAnew();
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
    show: (first, last) => current?.pager.show(first, last),
    rest() {
      if (current) layOut(current.reading);
    },
    goToNewest: () => current?.pager.goToNewest(),
    goToOldest: () => current?.pager.goToOldest(),
    goToTime: (at) => current?.pager.goToTime(at),
  }));
  return store;
}

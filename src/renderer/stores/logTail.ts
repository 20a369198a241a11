import type { HistoryTail } from '../../shared/contract/history.ts';
import { refusalOfError } from '../client/engineConnection.ts';
import { meets, merge, type NewestFirst, newestFirst } from './entryList.ts';
import { isFiltered } from './logFilter.ts';
import { findOldest, type LogReading, layOut, readPage } from './logReading.ts';
import { emptyList, isHeld } from './logState.ts';
import { newestWindow, withFresh } from './logWindow.ts';
import type { HistoryPart } from './readHistory.ts';

/** The newest entries: a page of them, and after it what the engine tells of. */
export interface LogTail {
  /** Follows until the returned function is called. */
  follow(): () => void;
  /** `startAnew`: the list begins with this page, wherever the reader was. */
  readNewest(startAnew?: boolean): Promise<void>;
}

/** Of the tail, while the newest page is read. */
const maxEarly = 2000;

export function createLogTail(reading: LogReading): LogTail {
  const { engine, store } = reading;
  /** While the newest page is read, what the tail brings is kept aside: only the page shows whether it joins on. */
  let readingNewest = false;
  let early: NewestFirst = [];
  /** Something was missed during that: the page is read once more. */
  let missedMeanwhile = false;

  const takeBatch = (batch: HistoryTail) => {
    if (reading.ended) return;
    if (batch.kind === 'gap') {
      if (readingNewest) missedMeanwhile = true;
      else if (isHeld(store.getState())) countGap(batch.latestSeq);
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
    if (newCount === null || reading.newestHeard === 0 || isFiltered(filter)) {
      store.setState({ newCount: null });
      return;
    }
    store.setState({ newCount: newCount + Math.max(0, latestSeq - reading.newestHeard) });
    reading.newestHeard = Math.max(reading.newestHeard, latestSeq);
  };

  const add = (entries: NewestFirst) => {
    const { window, newCount } = store.getState();
    const newestHeld = window.reachedNewest ? (window.rows[0]?.seq ?? 0) : 0;
    const fresh = newerThan(entries, Math.max(reading.newestHeard, newestHeld));
    const newest = fresh[0];
    if (!newest) return;
    const { oldest } = reading.ends;
    reading.newestHeard = newest.seq;
    reading.ends = { newest: newest.seq, oldest: oldest === 0 ? (fresh.at(-1)?.seq ?? 0) : oldest };
    if (!isHeld(store.getState())) store.setState({ window: withFresh(window, fresh) });
    else store.setState({ newCount: newCount === null ? null : newCount + fresh.length });
  };

  const readNewest = async (startAnew = false) => {
    readingNewest = true;
    try {
      const page = await readPage(reading, {}, 1);
      if (!page) return;
      readingNewest = false;
      takePage(page, startAnew);
      reading.fillScreen();
      add(early);
      early = [];
      const readAgain = missedMeanwhile;
      missedMeanwhile = false;
      if (readAgain) void readNewest();
    } catch (error) {
      if (reading.ended) return;
      readingNewest = false;
      early = [];
      const failed = { loading: null, searching: false, failure: refusalOfError(error) };
      store.setState(store.getState().loaded ? failed : { ...emptyList, ...failed });
    }
  };

  const takePage = (part: HistoryPart, startAnew: boolean) => {
    const { entries: page, latestSeq, isEnd: pageIsAll } = part;
    const { loaded, window, filter } = store.getState();
    const newestHeld = window.rows[0]?.seq ?? 0;
    const isSameLog = Math.max(newestHeld, reading.newestHeard) <= latestSeq;
    const goesOn = loaded && isSameLog && !startAnew;
    if (goesOn && isHeld(store.getState())) {
      countMissed(part, Math.max(newestHeld, reading.newestHeard));
    } else if (goesOn && window.reachedNewest && meets(window.rows, page, pageIsAll)) {
      store.setState({
        window: withFresh(window, newerThan(page, newestHeld)),
        newCount: 0,
        searching: false,
        failure: null,
      });
    } else {
      const fresh = newestWindow(page, pageIsAll);
      store.setState({ ...emptyList, window: fresh, loaded: true, scrollWish: { row: fresh.first, edge: 'top' } });
    }
    const newest = page[0]?.seq ?? 0;
    reading.newestHeard = isSameLog ? Math.max(reading.newestHeard, newest) : newest;
    const known = isSameLog ? reading.ends.oldest : 0;
    const oldestOfLog = isFiltered(filter) ? 0 : (part.oldestSeq ?? 0);
    const oldest = pageIsAll ? (page.at(-1)?.seq ?? 0) : known || oldestOfLog;
    reading.ends = { newest: reading.newestHeard, oldest };
    if (pageIsAll) return;
    if (oldest === 0) void findOldest(reading);
    else layOut(reading);
  };

  /** The connection came back while the reader reads: counted, not shown. */
  const countMissed = ({ entries: page, isEnd: pageIsAll }: HistoryPart, newestKnown: number) => {
    const { newCount } = store.getState();
    const missed = newerThan(page, newestKnown);
    const isCounted = newCount !== null && (missed.length < page.length || pageIsAll);
    store.setState({ newCount: isCounted ? newCount + missed.length : null, searching: false, failure: null });
  };

  return {
    follow() {
      // The tail first, then the page: what happens between the two is in one or in both, never in none.
      const stopEvents = engine.subscribe('history.tail', { filter: reading.historyFilter() }, takeBatch);
      const stopConnected = engine.onConnected(() => void readNewest());
      return () => {
        stopEvents();
        stopConnected();
      };
    },
    readNewest,
  };
}

function newerThan(entries: NewestFirst, seq: number): NewestFirst {
  return entries.filter((entry) => entry.seq > seq);
}

import { expect, it } from 'vitest';
import type { HistoryEntry } from '../../shared/contract/history.ts';
import { createTestEngine, settle } from './engine.fixture.ts';
import { historyEntry } from './history.fixture.ts';
import { logFilter } from './logFilter.ts';
import { createLogStore } from './logStore.ts';

/** An engine with entries 1 to `count`, of which more can be written, heard or not. */
function historyEngine(count: number) {
  const test = createTestEngine();
  let entries: HistoryEntry[] = [];
  const write = (last: number) => {
    while (entries.length < last) entries.push(historyEntry(entries.length + 1));
  };
  write(count);
  test.handlers['history.query'] = ({ beforeSeq = Number.POSITIVE_INFINITY, afterSeq, limit = 200 }) => {
    const found =
      afterSeq === undefined
        ? entries.filter(({ seq }) => seq < beforeSeq).slice(-limit)
        : entries.filter(({ seq }) => seq > afterSeq).slice(0, limit);
    return { entries: found.toReversed(), latestSeq: entries.at(-1)?.seq ?? 0 };
  };
  return {
    ...test,
    /** Written, but the tail says nothing of it. */
    writeUnheard: write,
    writeLive(last: number) {
      const from = entries.length;
      write(last);
      return test.send('history.tail', { kind: 'entries', entries: entries.slice(from), latestSeq: last });
    },
    gap: () => test.send('history.tail', { kind: 'gap', latestSeq: entries.length }),
    startAnew(last: number) {
      entries = [];
      write(last);
    },
  };
}

const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i);

async function openedLog(count: number) {
  const history = historyEngine(count);
  const store = createLogStore(history.engine);
  store.getState().open();
  await settle();
  const state = store.getState;
  return { history, store, state, shown: () => state().window.rows.map(({ seq }) => seq) };
}

it('shows the newest first, follows the tail and reads on to the oldest', async () => {
  const { history, state, shown } = await openedLog(450);
  expect(shown()).toEqual(down(450, 251));
  await history.writeLive(452);
  expect(shown()).toEqual(down(452, 251));
  state().show(state().window.first + 180, state().window.first + 195);
  await settle();
  expect(shown()).toEqual(down(452, 51));
  expect(state().window.reachedOldest).toBe(false);
  state().show(state().window.first + 380, state().window.first + 395);
  await settle();
  expect(shown()).toEqual(down(452, 1));
  expect(state().window).toMatchObject({ reachedOldest: true, reachedNewest: true, total: 452 });
});

it('loses nothing that the tail brings before the first page', async () => {
  const history = historyEngine(3);
  const { 'history.query': query } = history.handlers;
  let answer = () => {};
  history.handlers['history.query'] = async (input) => {
    const page = await query?.(input);
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    if (!page) throw new Error('The test has no pages.');
    return page;
  };
  const store = createLogStore(history.engine);
  store.getState().open();
  await settle();
  await history.writeLive(5);
  answer();
  await settle();
  expect(store.getState().window.rows.map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1]);
});

it('keeps still while paused or scrolled away, counts, then shows what came', async () => {
  const { history, state, shown } = await openedLog(3);
  state().setScrolledAway(true);
  await history.writeLive(5);
  state().setPaused(true);
  await history.writeLive(6);
  expect(shown()).toEqual([3, 2, 1]);
  expect(state().newCount).toBe(3);
  state().setScrolledAway(false);
  await settle();
  expect(shown()).toEqual([3, 2, 1]);
  state().setPaused(false);
  await settle();
  expect(shown()).toEqual([6, 5, 4, 3, 2, 1]);
  expect(state().newCount).toBe(0);
});

it('reads what it missed after a gap', async () => {
  const { history, shown } = await openedLog(3);
  history.writeUnheard(8);
  await history.gap();
  await history.writeLive(9);
  await settle();
  expect(shown()).toEqual(down(9, 1));
});

it('shows no list with a hole: after a gap larger than a page it starts at the newest', async () => {
  const { history, state, shown } = await openedLog(3);
  history.writeUnheard(503);
  await history.gap();
  await settle();
  expect(shown()).toEqual(down(503, 304));
  expect(state().window.reachedOldest).toBe(false);
});

it('does not touch what is read because of a gap, counts what was missed, and catches up on going on', async () => {
  const { history, state, shown } = await openedLog(3);
  state().setScrolledAway(true);
  history.writeUnheard(503);
  await history.gap();
  await settle();
  expect(shown()).toEqual([3, 2, 1]);
  expect(state().newCount).toBe(500);
  state().setScrolledAway(false);
  await settle();
  expect(shown()).toEqual(down(503, 304));
  expect(state().newCount).toBe(0);
});

it('does not pretend to know how many of what it missed match the filter', async () => {
  const { history, state } = await openedLog(3);
  state().setFilter(logFilter({ domain: 'example' }));
  await settle();
  state().setScrolledAway(true);
  history.writeUnheard(503);
  await history.gap();
  expect(state().newCount).toBeNull();
});

it('catches up after a reconnection, and sees that the database is another one', async () => {
  const { history, shown } = await openedLog(3);
  history.writeUnheard(6);
  history.reconnect();
  await settle();
  expect(shown()).toEqual(down(6, 1));
  history.startAnew(2);
  history.reconnect();
  await settle();
  expect(shown()).toEqual([2, 1]);
});

it('asks anew for another filter, and drops a late answer to the one before', async () => {
  const { history, state, shown } = await openedLog(3);
  let answerLate = (_entries: HistoryEntry[]) => {};
  history.handlers['history.query'] = ({ filter }) =>
    filter?.domain === 'slow'
      ? new Promise((resolve) => {
          answerLate = (entries) => resolve({ entries, latestSeq: 3 });
        })
      : { entries: [historyEntry(2)], latestSeq: 3 };
  state().setFilter(logFilter({ domain: 'slow' }));
  await settle();
  expect(shown()).toEqual([3, 2, 1]);
  expect(state().loaded).toBe(false);
  state().setFilter(logFilter({ domain: 'fast', outcomes: ['waiting'], onlyTlsFailures: true }));
  await settle();
  answerLate([historyEntry(3)]);
  await settle();
  expect(shown()).toEqual([2]);
  expect(history.subscriptions.map(({ input }) => input)).toEqual([
    { filter: { domain: 'fast', outcome: ['deferred', 'next-host'], onlyTlsFailures: true } },
  ]);
});

it('says why it could not read, and reads again when asked', async () => {
  const { history, state, shown } = await openedLog(1);
  history.handlers['history.query'] = () => Promise.reject(new Error('broken'));
  state().setFilter(logFilter({ domain: 'x' }));
  await settle();
  expect(state().failure).toMatchObject({ code: 'internal' });
  expect(shown()).toEqual([]);
  history.handlers['history.query'] = () => ({ entries: [historyEntry(1)], latestSeq: 1 });
  state().retry();
  await settle();
  expect(shown()).toEqual([1]);
  expect(state().failure).toBeNull();
});

it('stops following when nobody looks', async () => {
  const history = historyEngine(1);
  const store = createLogStore(history.engine);
  const close = store.getState().open();
  await settle();
  expect(history.subscriptions).toHaveLength(1);
  close();
  await settle();
  expect(history.subscriptions).toEqual([]);
});

it('shows what a long search has found so far, and goes on by itself', async () => {
  const { history, store, state, shown } = await openedLog(450);
  const answers: (() => void)[] = [];
  // Three steps back through the log: nothing, one entry, and the last one at its end.
  const steps = [
    { entries: [], nextSeq: 300 },
    { entries: [historyEntry(250)], nextSeq: 200 },
    { entries: [historyEntry(1)], nextSeq: null },
  ];
  history.handlers['history.query'] = async ({ afterSeq }) => {
    if (afterSeq !== undefined) return { entries: [historyEntry(1)], nextSeq: null, latestSeq: 450 };
    await new Promise<void>((resolve) => answers.push(resolve));
    return { ...(steps.shift() ?? { entries: [], nextSeq: null }), latestSeq: 450 };
  };
  const answer = async () => {
    answers.shift()?.();
    await settle();
  };
  store.getState().setFilter(logFilter({ text: 'rare' }));
  await settle();
  expect([shown().length, state().searching]).toEqual([200, false]);
  await answer();
  expect([shown(), state().searching, state().loaded]).toEqual([[], true, false]);
  await answer();
  expect([shown(), state().loading]).toEqual([[250], 'older']);
  await answer();
  expect([shown(), state().searching, state().window.reachedOldest]).toEqual([[250, 1], false, true]);
});

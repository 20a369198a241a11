import { expect, it } from 'vitest';
import type { HistoryEntry } from '../../shared/contract/history.ts';
import { createTestEngine, settle } from './engine.fixture.ts';
import { historyEntry } from './history.fixture.ts';
import { createLogStore } from './logStore.ts';

/** An engine with entries 1 to `count`, of which more can be written, heard or not. */
function historyEngine(count: number) {
  const test = createTestEngine();
  let entries: HistoryEntry[] = [];
  const write = (last: number) => {
    while (entries.length < last) entries.push(historyEntry(entries.length + 1));
  };
  write(count);
  test.handlers['history.query'] = ({ beforeSeq = Number.POSITIVE_INFINITY, limit = 200 }) => ({
    entries: entries
      .filter(({ seq }) => seq < beforeSeq)
      .toReversed()
      .slice(0, limit),
    latestSeq: entries.at(-1)?.seq ?? 0,
  });
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

const seqsOf = (entries: readonly { seq: number }[]) => entries.map(({ seq }) => seq);
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i);

async function openedLog(count: number) {
  const history = historyEngine(count);
  const store = createLogStore(history.engine);
  store.getState().open();
  await settle();
  return { history, store, shown: () => seqsOf(store.getState().entries) };
}

it('shows the newest first, follows the tail and pages to the oldest', async () => {
  const { history, store, shown } = await openedLog(450);
  expect(shown()).toEqual(down(450, 251));
  await history.writeLive(452);
  expect(shown()).toEqual(down(452, 251));
  await store.getState().loadOlder();
  expect(shown()).toEqual(down(452, 51));
  expect(store.getState().reachedOldest).toBe(false);
  await store.getState().loadOlder();
  expect(shown()).toEqual(down(452, 1));
  expect(store.getState().reachedOldest).toBe(true);
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
  expect(seqsOf(store.getState().entries)).toEqual([5, 4, 3, 2, 1]);
});

it('keeps still while paused or scrolled away, then shows what waited', async () => {
  const { history, store, shown } = await openedLog(3);
  store.getState().setScrolledAway(true);
  await history.writeLive(5);
  store.getState().setPaused(true);
  expect(shown()).toEqual([3, 2, 1]);
  expect(seqsOf(store.getState().waiting)).toEqual([5, 4]);
  store.getState().setScrolledAway(false);
  expect(shown()).toEqual([3, 2, 1]);
  store.getState().setPaused(false);
  expect(shown()).toEqual([5, 4, 3, 2, 1]);
  expect(store.getState().waiting).toEqual([]);
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
  const { history, store, shown } = await openedLog(3);
  history.writeUnheard(503);
  await history.gap();
  await settle();
  expect(shown()).toEqual(down(503, 304));
  expect(store.getState().reachedOldest).toBe(false);
});

it('does not touch what is read because of a gap, and catches up on going on', async () => {
  const { history, store, shown } = await openedLog(3);
  store.getState().setScrolledAway(true);
  history.writeUnheard(503);
  await history.gap();
  await settle();
  expect(shown()).toEqual([3, 2, 1]);
  expect(store.getState().missed).toBe(true);
  store.getState().setScrolledAway(false);
  await settle();
  expect(shown()).toEqual(down(503, 304));
  expect(store.getState().missed).toBe(false);
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
  const { history, store, shown } = await openedLog(3);
  let answerLate = (_entries: HistoryEntry[]) => {};
  history.handlers['history.query'] = ({ filter }) =>
    filter?.domain === 'slow'
      ? new Promise((resolve) => {
          answerLate = (entries) => resolve({ entries, latestSeq: 3 });
        })
      : { entries: [historyEntry(2)], latestSeq: 3 };
  store.getState().setFilter({ domain: 'slow' });
  await settle();
  store.getState().setFilter({ domain: 'fast', outcome: 'waiting', onlyTlsFailures: true });
  await settle();
  answerLate([historyEntry(3)]);
  await settle();
  expect(shown()).toEqual([2]);
  expect(history.subscriptions.map(({ input }) => input)).toEqual([
    { filter: { domain: 'fast', outcome: ['deferred', 'next-host'], onlyTlsFailures: true } },
  ]);
});

it('says why it could not read, and reads again when asked', async () => {
  const { history, store, shown } = await openedLog(0);
  history.handlers['history.query'] = () => Promise.reject(new Error('broken'));
  store.getState().setFilter({ domain: 'x' });
  await settle();
  expect(store.getState().failure).toMatchObject({ code: 'internal' });
  history.handlers['history.query'] = () => ({ entries: [historyEntry(1)], latestSeq: 1 });
  store.getState().retry();
  await settle();
  expect(shown()).toEqual([1]);
  expect(store.getState().failure).toBeNull();
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

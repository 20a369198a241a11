import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTestEngine, settle } from './engine.fixture.ts';
import { queuedMessage } from './queue.fixture.ts';
import { createQueueStore, selectionOf } from './queueStore.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** The store's wait before it reads again is over, and it has read. */
async function refreshed(): Promise<void> {
  await settle();
  await vi.runAllTimersAsync();
  await settle();
}

async function openedQueue(count: number) {
  const test = createTestEngine();
  let ids = Array.from({ length: count }, (_, i) => `q${i}`);
  test.handlers['queue.list'] = ({ cursor, limit = 200, filter }) => {
    const fitting = filter?.domain ? ids.filter((id) => id === filter.domain) : ids;
    const start = cursor === undefined ? 0 : fitting.indexOf(cursor) + 1;
    const page = fitting.slice(start, start + limit);
    return {
      messages: page.map((id) => queuedMessage(id)),
      total: fitting.length,
      cursor: page.length === limit ? (page.at(-1) ?? null) : null,
    };
  };
  const store = createQueueStore(test.engine);
  store.getState().open();
  await settle();
  return {
    ...test,
    store,
    shown: () => store.getState().messages.map(({ queueId }) => queueId),
    remove(id: string) {
      ids = ids.filter((other) => other !== id);
      return test.send('queue.changed', { messages: ids.length, recipients: ids.length });
    },
    add(added: string[]) {
      ids = [...added, ...ids];
      return test.send('queue.changed', { messages: ids.length, recipients: ids.length });
    },
    lists: () => test.calls.filter(({ name }) => name === 'queue.list').length,
  };
}

it('reads page after page, and again as many when the queue changes', async () => {
  const queue = await openedQueue(450);
  expect(queue.shown()).toHaveLength(200);
  await queue.store.getState().loadMore();
  await queue.store.getState().loadMore();
  expect(queue.shown()).toHaveLength(450);
  await queue.remove('q3');
  await refreshed();
  expect(queue.shown()).toHaveLength(449);
  expect(queue.shown()).not.toContain('q3');
});

it('reads once for many changes in a short time', async () => {
  const queue = await openedQueue(50);
  const before = queue.lists();
  for (let i = 0; i < 20; i += 1) await queue.remove(`q${i}`);
  await refreshed();
  expect(queue.lists()).toBe(before + 1);
  expect(queue.store.getState().total).toBe(30);
});

it('forgets the selection of what is gone, and keeps the rest', async () => {
  const queue = await openedQueue(5);
  queue.store.getState().setSelected(['q1', 'q2']);
  await queue.remove('q1');
  await refreshed();
  expect([...queue.store.getState().selected]).toEqual(['q2']);
});

it('keeps selected what new mail pushes below what was shown', async () => {
  const queue = await openedQueue(300);
  queue.store.getState().setSelected(['q199']);
  await queue.add(Array.from({ length: 150 }, (_, index) => `new${index}`));
  await refreshed();
  expect([...queue.store.getState().selected]).toEqual(['q199']);
  expect(queue.shown()).toContain('q199');
});

it('shows another filter at once, even while it reads', async () => {
  const queue = await openedQueue(5);
  let answerLate = () => {};
  queue.handlers['queue.list'] = ({ filter }) =>
    filter?.domain
      ? { messages: [queuedMessage('fitting')], total: 1, cursor: null }
      : new Promise((resolve) => {
          answerLate = () => resolve({ messages: [queuedMessage('late')], total: 1, cursor: null });
        });
  queue.reconnect();
  await settle();
  queue.store.getState().setChoice({ text: 'example.com', field: 'domain' });
  answerLate();
  await settle();
  expect(queue.shown()).toEqual(['fitting']);
});

it('keeps all selected that meets the choice, loaded or not', async () => {
  const queue = await openedQueue(450);
  queue.store.getState().selectAll();
  expect(selectionOf(queue.store.getState())).toEqual({ filter: {} });
  await queue.store.getState().loadMore();
  expect(queue.store.getState().selected.size).toBe(400);
  await queue.remove('q3');
  await refreshed();
  expect(queue.store.getState()).toMatchObject({ allSelected: true, total: 449 });
  queue.store.getState().setSelected(['q1']);
  expect(selectionOf(queue.store.getState())).toEqual({ queueIds: ['q1'] });
  queue.store.getState().selectAll();
  queue.store.getState().setSort({ by: 'size', descending: false });
  expect(queue.store.getState()).toMatchObject({ allSelected: false, selected: new Set() });
});

it('does what it is asked, under a name by which it can be cancelled', async () => {
  const queue = await openedQueue(5);
  queue.handlers['queue.retry'] = () => ({ count: 2, cancelled: false, undoId: 'u1' });
  expect(await queue.store.getState().act('retry', { queueIds: ['q1', 'q2'] })).toMatchObject({ count: 2 });
  expect(queue.calls.find(({ name }) => name === 'queue.retry')?.input).toEqual({
    queueIds: ['q1', 'q2'],
    operationId: expect.any(String),
  });
});

it('shows what is under way until it has ended', async () => {
  const queue = await openedQueue(5);
  const operation = { operationId: 'o1', action: 'hold' as const, done: 100, total: 450 };
  await queue.send('queue.progress', { operations: [operation] });
  expect(queue.store.getState().operations).toEqual([operation]);
  await queue.send('queue.progress', { operations: [] });
  expect(queue.store.getState().operations).toEqual([]);
});

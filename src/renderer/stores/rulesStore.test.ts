import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ruleFor } from '../../shared/contract/rule.fixture.ts';
import type { RuleRow } from '../../shared/contract/ruleList.ts';
import { createTestEngine, settle, type TestEngine } from './engine.fixture.ts';
import { createRulesStore, type RulesStore } from './rulesStore.ts';

function row(index: number, more: Partial<RuleRow> = {}): RuleRow {
  return {
    ...ruleFor(`d${index}.example`, { id: `R${index}` }),
    verdict: null,
    traffic: { mail: 0, tlsFailures: 0, waiting: 0 },
    ...more,
  };
}

let test: TestEngine;
let store: RulesStore;
let all: RuleRow[];

beforeEach(() => {
  test = createTestEngine();
  store = createRulesStore(test.engine);
  all = Array.from({ length: 1000 }, (_, index) => row(index));
  test.handlers['rules.find'] = ({ search = '', limit = 100 }) => {
    const found = all.filter(({ pattern }) => pattern.includes(search));
    return { ids: found.map(({ id }) => id), rows: found.slice(0, limit), total: all.length, covering: null };
  };
  test.handlers['rules.rows'] = ({ ids }) => ({ rows: all.filter(({ id }) => ids.includes(id)) });
});

afterEach(() => vi.useRealTimers());

const state = () => store.getState();
const callsOf = (wanted: string) => test.calls.filter(({ name }) => name === wanted);

it('reads the first rows and the order of all, and others when they come into sight', async () => {
  const close = state().open();
  await settle();
  expect(state()).toMatchObject({ loaded: true, total: 1000 });
  expect(state().ids).toHaveLength(1000);
  expect(state().rows.size).toBeLessThan(200);
  expect(callsOf('rules.rows')).toHaveLength(0);

  state().show(500, 520);
  await settle();
  expect(state().rows.get('R500')?.pattern).toBe('d500.example');
  expect(state().rows.get('R560')?.pattern).toBe('d560.example');
  expect(state().rows.has('R900')).toBe(false);
  state().show(501, 521);
  await settle();
  expect(callsOf('rules.rows').length).toBeLessThanOrEqual(2);
  close();
});

it('reads what is in sight again after a change, also far down the list', async () => {
  const close = state().open();
  await settle();
  state().show(500, 520);
  await settle();
  all = all.map((rule) => ({ ...rule, note: 'new' }));
  await state().refresh();
  expect(state().rows.get('R510')?.note).toBe('new');
  expect(state().rows.get('R0')?.note).toBe('new');
  close();
});

it('reads the counts when the mail of a domain is counted, also where the queue was still long before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const close = state().open();
  await settle();
  all = all.map((rule) => ({ ...rule, traffic: { mail: 1, tlsFailures: 0, waiting: 0 } }));
  for (let count = 0; count < 20; count += 1) await test.send('traffic.changed', {});
  await vi.advanceTimersByTimeAsync(2500);
  await settle();
  expect(state().rows.get('R0')?.traffic.mail).toBe(1);
  expect(callsOf('rules.find')).toHaveLength(2);
  close();
});

it('drops the answer to an older search', async () => {
  const close = state().open();
  await settle();
  let answerOld = () => {};
  const find = test.handlers['rules.find'];
  if (!find) throw new Error('There is an answer.');
  test.handlers['rules.find'] = async (query) => {
    if (query.search === 'd1') await new Promise<void>((resolve) => (answerOld = resolve));
    return find(query);
  };
  state().setQuery({ search: 'd1' });
  await settle();
  state().setQuery({ search: 'd999' });
  await settle();
  answerOld();
  await settle();
  expect(state().ids).toEqual(['R999']);
  close();
});

it('keeps of a selection what is still listed', async () => {
  const close = state().open();
  await settle();
  state().setSelected(new Set(['R1', 'R2']));
  all = all.filter(({ id }) => id !== 'R2');
  await state().refresh();
  expect([...state().selected]).toEqual(['R1']);
  close();
});

it('says why the list could not be read, and reads it with the next connection', async () => {
  const find = test.handlers['rules.find'];
  delete test.handlers['rules.find'];
  const close = state().open();
  await settle();
  expect(state().failure).toMatchObject({ code: 'unavailable' });
  expect(state().loaded).toBe(false);
  if (find) test.handlers['rules.find'] = find;
  test.reconnect();
  await settle();
  expect(state()).toMatchObject({ failure: null, loaded: true });
  close();
});

it('hands on how a change is undone, and reads the list after each', async () => {
  const close = state().open();
  await settle();
  test.handlers['rules.change'] = ({ ids, change }) => {
    all = all.map((rule) =>
      ids.includes(rule.id) ? { ...rule, ...(change.mode ? { mode: change.mode } : {}) } : rule,
    );
    return { count: ids.length, undoId: 'U1' };
  };
  test.handlers['rules.undo'] = () => {
    all = all.map((rule) => ({ ...rule, mode: 'strict' }));
    return { count: 2 };
  };
  expect(await state().change(['R1', 'R2'], { mode: 'watch' })).toEqual({ count: 2, undoId: 'U1' });
  expect(state().rows.get('R2')?.mode).toBe('watch');
  await state().undo('U1');
  expect(state().rows.get('R2')?.mode).toBe('strict');
  close();
});

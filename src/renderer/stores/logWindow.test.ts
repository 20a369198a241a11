import { describe, expect, it } from 'vitest';
import { settle } from './engine.fixture.ts';
import { hugeEntry, hugeLogEngine } from './hugeLog.fixture.ts';
import { logFilter } from './logFilter.ts';
import type { LogState } from './logState.ts';
import { createLogStore } from './logStore.ts';
import { lastOf, maxHeld, maxTotal, newestWindow, seqAt, settled } from './logWindow.ts';

/** A reader's eye on the list, as the grid moves it: `top` is how many rows the scroll bar stands from its upper end. */
async function startReading(oldest: number, newest: number, domain?: string) {
  const engine = hugeLogEngine({ oldest, newest }, domain === undefined ? undefined : 3000);
  const store = createLogStore(engine.engine);
  const state = store.getState;
  if (domain !== undefined) state().setFilter(logFilter({ domain }));
  let top = 0;
  const height = 15;
  let steps: string[] = [];

  store.subscribe((next: LogState, before: LogState) => {
    const { window } = next;
    const wasAtTop = top === 0 && before.window.reachedNewest;
    if (window.origin !== before.window.origin && !(wasAtTop && window.reachedNewest)) {
      top += before.window.origin - window.origin;
    }
    if (next.scrollWish !== before.scrollWish && next.scrollWish) {
      const { row, edge } = next.scrollWish;
      top = row - window.origin - (edge === 'bottom' ? height - 1 : 0);
    }
    top = Math.max(0, Math.min(top, Math.max(0, window.total - height)));
  });
  state().open();
  await settle();

  const look = () => {
    state().setScrolledAway(top > 0);
    const first = state().window.origin + top;
    state().show(first, first + height - 1);
  };
  const seen = () => {
    const { window } = state();
    return Array.from({ length: height }, (_, i) => window.rows[window.origin + top + i - window.first]?.seq);
  };
  return {
    engine,
    state,
    seen,
    top: () => top,
    async scrollBy(rows: number) {
      steps = [...steps.slice(-20), `by ${rows}`];
      const { total } = state().window;
      top = Math.max(0, Math.min(top + rows, Math.max(0, total - height)));
      look();
      await settle();
    },
    async dragTo(share: number) {
      steps = [...steps.slice(-20), `to ${share}`];
      top = Math.round(share * Math.max(0, state().window.total - height));
      look();
      await settle();
      await settle();
      state().rest();
    },
    /** What must hold at any time. */
    check() {
      const { window } = state();
      const context = `${steps.join(', ')}: ${JSON.stringify({ ...window, rows: window.rows.length })}, top ${top}`;
      const step = domain === undefined ? 1 : 97;
      expect(window.rows.length, context).toBeLessThanOrEqual(maxHeld);
      expect(window.total, context).toBeLessThanOrEqual(maxTotal + maxHeld + 1000);
      for (const [i, row] of window.rows.entries()) {
        const next = window.rows[i + 1];
        if (next) expect(row.seq - next.seq, context).toBe(step);
      }
      expect(window.origin, context).toBeLessThanOrEqual(window.first);
      expect(lastOf(window), context).toBeLessThan(window.origin + window.total);
      if (window.reachedNewest) expect(window.origin, context).toBe(window.first);
      if (window.reachedOldest) expect(window.origin + window.total, context).toBe(lastOf(window) + 1);
      const held = seen();
      expect(
        held.every((seq) => seq !== undefined),
        `${context}, sees ${held}`,
      ).toBe(true);
    },
  };
}

/** Repeatable: mulberry32. */
function randomOf(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const million = 1_000_000;

describe.each([
  { name: 'all of a million', oldest: 1, newest: million, domain: undefined },
  { name: 'what retention has left of it', oldest: 400_001, newest: million, domain: undefined },
  { name: 'one in 97 of it', oldest: 1, newest: million, domain: 'rare.example' },
])('$name', ({ oldest, newest, domain }) => {
  it.each([1, 2, 3])('holds what the reader sees, wherever and however he reads (seed %i)', async (seed) => {
    const random = randomOf(seed);
    const reader = await startReading(oldest, newest, domain);
    for (let i = 0; i < 120; i += 1) {
      const choice = random();
      if (choice < 0.6) await reader.scrollBy(Math.round((random() - 0.45) * 80));
      else if (choice < 0.75) await reader.dragTo(random());
      else if (choice < 0.8) await reader.dragTo(random() < 0.5 ? 0 : 1);
      else if (choice < 0.9) await reader.engine.happen(1 + Math.round(random() * 150), domain);
      else if (choice < 0.93) reader.state().goToOldest();
      else if (choice < 0.96) reader.state().goToNewest();
      else reader.state().rest();
      await settle();
      await reader.scrollBy(0);
      await reader.scrollBy(0);
      reader.check();
    }
  });

  it('does not move a row under the eye, whatever is read or happens around it', async () => {
    const reader = await startReading(oldest, newest, domain);
    await reader.dragTo(0.37);
    await reader.scrollBy(3);
    const before = reader.seen();
    for (let i = 0; i < 20; i += 1) {
      await reader.engine.happen(120, domain);
      await reader.scrollBy(0);
      reader.state().rest();
    }
    expect(reader.seen()).toEqual(before);
    // Read on, a page and more, row by row: none is left out and none comes twice.
    const step = domain === undefined ? 1 : 97;
    for (let i = 0; i < 60; i += 1) {
      const [first = 0] = reader.seen();
      await reader.scrollBy(-10);
      expect(reader.seen()[0]).toBe(first + 10 * step);
      if (i % 7 === 0) reader.state().rest();
    }
  });

  it('stands on the scroll bar where it is in the log', async () => {
    const reader = await startReading(oldest, newest, domain);
    for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      await reader.dragTo(share);
      const [seq = 0] = reader.seen();
      const place = (reader.engine.newest() - seq) / (newest - oldest);
      expect(Math.abs(place - share)).toBeLessThan(0.03);
      expect(Math.abs(reader.top() / reader.state().window.total - share)).toBeLessThan(0.03);
    }
  });

  it('reaches both ends exactly', async () => {
    const reader = await startReading(oldest, newest, domain);
    const step = domain === undefined ? 1 : 97;
    reader.state().goToOldest();
    await settle();
    await reader.scrollBy(0);
    expect(reader.seen().at(-1)).toBe(Math.ceil(oldest / step) * step);
    reader.state().goToNewest();
    await settle();
    expect(reader.seen()[0]).toBe(Math.floor(newest / step) * step);
    expect(reader.top()).toBe(0);
  });
});

it('goes to a time', async () => {
  const reader = await startReading(1, million);
  const { at } = hugeEntry(123_456);
  reader.state().goToTime(at);
  await settle();
  await reader.scrollBy(0);
  expect(reader.seen()[0]).toBe(123_456);
  reader.check();
  reader.state().goToTime('2001-01-01T00:00:00.000Z');
  await settle();
  await reader.scrollBy(0);
  expect(reader.seen().at(-1)).toBe(1);
});

it('counts what comes while the reader is away, and shows it when he comes back', async () => {
  const reader = await startReading(1, million);
  await reader.scrollBy(40);
  await reader.engine.happen(12);
  expect(reader.state().newCount).toBe(12);
  reader.state().goToNewest();
  await settle();
  expect(reader.seen()[0]).toBe(million + 12);
  expect(reader.state().newCount).toBe(0);
});

it('holds little however long it follows', async () => {
  const reader = await startReading(1, million);
  for (let i = 0; i < 50; i += 1) await reader.engine.happen(200);
  await settle();
  expect(reader.seen()[0]).toBe(million + 10_000);
  reader.check();
});

it('finds the number of an entry for any place of the scroll bar, rising without a leap', () => {
  const ends = { newest: million, oldest: 1 };
  const page = Array.from({ length: 200 }, (_, i) => hugeEntry(million - i));
  const window = settled(newestWindow(page, false), ends);
  expect(window.total).toBe(maxTotal);
  let before = ends.newest + 1;
  for (let row = window.origin; row < window.origin + window.total; row += 137) {
    const seq = seqAt(window, ends, row);
    expect(seq).toBeLessThanOrEqual(before);
    expect(before - seq).toBeLessThan(137 * 6);
    before = seq;
  }
  expect(seqAt(window, ends, window.origin)).toBe(million);
  expect(seqAt(window, ends, window.origin + window.total)).toBeLessThan(10);
});

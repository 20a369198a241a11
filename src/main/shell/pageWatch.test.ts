import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPageWatch } from './pageWatch.ts';
import { setTimer } from './setTimer.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function startWatch(loadAgain = () => {}) {
  const loads = vi.fn(loadAgain);
  const lines: string[] = [];
  const watch = createPageWatch({ loadAgain: loads, log: (line) => lines.push(line), setTimer });
  watch.loading();
  return { watch, loads, lines };
}

it('leaves a page alone that comes up', () => {
  const { watch, loads, lines } = startWatch();
  vi.advanceTimersByTime(9_999);
  watch.settled();
  vi.advanceTimersByTime(1_000_000);
  expect([loads.mock.calls.length, lines]).toEqual([0, []]);
});

it('loads a page again that does not, and waits longer each time before it does so once more', () => {
  const { loads, lines } = startWatch();
  const loadsAfter = [10_000, 19_999, 1, 39_999, 1, 1_000_000].map((ms) => {
    vi.advanceTimersByTime(ms);
    return loads.mock.calls.length;
  });
  expect(loadsAfter).toEqual([1, 1, 2, 2, 3, 3]);
  expect(lines).toHaveLength(4);
});

it('is content with a page that comes up at the second try, and watches the next one from the start', () => {
  const { watch, loads } = startWatch(() => watch.settled());
  vi.advanceTimersByTime(1_000_000);
  expect(loads).toHaveBeenCalledTimes(1);
  watch.loading();
  vi.advanceTimersByTime(10_000);
  expect(loads).toHaveBeenCalledTimes(2);
});

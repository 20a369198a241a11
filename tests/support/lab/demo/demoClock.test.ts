import { expect, it } from 'vitest';
import { createFakeClock } from '../../fakeClock.ts';
import { createDemoClock } from './demoClock.ts';

it('runs behind, and fires what is due when it catches up', async () => {
  const base = createFakeClock(1_000_000);
  const clock = createDemoClock(base, 5000);
  const fired: string[] = [];
  clock.setTimer(() => fired.push('soon'), 100);
  clock.setTimer(() => fired.push('after the jump'), 4000);
  clock.setTimer(() => fired.push('cancelled'), 4000).cancel();
  clock.setTimer(() => fired.push('later'), 7000);
  expect(clock.now()).toBe(995_000);
  await base.advance(100);
  expect(fired).toEqual(['soon']);
  clock.setBehind(0);
  expect(clock.now()).toBe(1_000_100);
  await base.advance(0);
  expect(fired).toEqual(['soon', 'after the jump']);
  await base.advance(1900);
  expect(fired).toEqual(['soon', 'after the jump', 'later']);
});

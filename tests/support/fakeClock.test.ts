import { describe, expect, it } from 'vitest';
import { createFakeClock } from './fakeClock.ts';

describe('createFakeClock', () => {
  it('fires due timers in order of time, then of setting, at their own time', async () => {
    const clock = createFakeClock(1000);
    const fired: string[] = [];
    clock.setTimer(() => fired.push(`c@${clock.now()}`), 30);
    clock.setTimer(() => fired.push(`a@${clock.now()}`), 10);
    clock.setTimer(() => fired.push(`b@${clock.now()}`), 10);
    clock.setTimer(() => fired.push('later'), 31);
    await clock.advance(30);
    expect(fired).toEqual(['a@1010', 'b@1010', 'c@1030']);
    expect(clock.now()).toBe(1030);
    expect(clock.pendingTimers()).toBe(1);
    expect(clock.nextDueAt()).toBe(1031);
  });

  it('fires a timer that another one sets while time moves', async () => {
    const clock = createFakeClock(0);
    const fired: number[] = [];
    clock.setTimer(() => {
      fired.push(clock.now());
      clock.setTimer(() => fired.push(clock.now()), 5);
    }, 10);
    await clock.advance(20);
    expect(fired).toEqual([10, 15]);
  });

  it('lets promises settle before the next timer', async () => {
    const clock = createFakeClock(0);
    const order: string[] = [];
    clock.setTimer(
      () =>
        void Promise.resolve()
          .then(() => new Promise((resolve) => setImmediate(resolve)))
          .then(() => order.push('settled')),
      1,
    );
    clock.setTimer(() => order.push('second'), 2);
    await clock.advance(2);
    expect(order).toEqual(['settled', 'second']);
  });

  it('does not fire what was cancelled, nor when the time is set', async () => {
    const clock = createFakeClock(0);
    let fired = 0;
    clock.setTimer(() => (fired += 1), 1).cancel();
    clock.setTimer(() => (fired += 1), 5);
    clock.set(100);
    expect(fired).toBe(0);
    expect(clock.now()).toBe(100);
    await clock.advance(0);
    expect(fired).toBe(1);
    expect(clock.now()).toBe(100);
  });
});

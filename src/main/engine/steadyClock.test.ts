import { expect, test } from 'vitest';
import type { ClockStep } from './runtime.ts';
import { createSteadyClock } from './steadyClock.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A machine whose clock can be set, and which can sleep. */
function machine() {
  const time = { wall: 1_000_000_000_000, awake: 500, uptime: 700_000 };
  const steps: ClockStep[] = [];
  const clock = createSteadyClock(
    { wallMs: () => time.wall, awakeMs: () => time.awake, uptimeMs: () => Math.floor(time.uptime / 1000) * 1000 },
    { setTimer: () => ({ cancel() {} }) },
  );
  clock.onStep((step) => steps.push(step));
  return {
    clock,
    steps,
    start: time.wall,
    pass(ms: number) {
      time.wall += ms;
      time.awake += ms;
      time.uptime += ms;
    },
    sleep(ms: number) {
      time.wall += ms;
      time.uptime += ms;
    },
    setClock(byMs: number) {
      time.wall += byMs;
    },
    told: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

test('goes with the wall, and drifts with it', () => {
  const { clock, pass, setClock, start } = machine();
  pass(dayMs);
  setClock(-3000);
  expect(clock.now()).toBe(start + dayMs - 3000);
});

test.each([dayMs, -dayMs, 10 * 60_000])(
  'a clock that is set by %i ms goes on as before until that is adopted',
  async (byMs) => {
    const { clock, steps, pass, setClock, start, told } = machine();
    pass(hourMs);
    setClock(byMs);
    pass(1000);
    expect(clock.now()).toBe(start + hourMs + 1000);
    await told();
    // The uptime is coarse by a second.
    expect(steps.map((step) => Math.round((step.byMs - byMs) / 1000))).toEqual([0]);
    steps[0]?.adopt();
    expect(clock.now()).toBe(start + hourMs + 1000 + byMs);
    // Once.
    steps[0]?.adopt();
    pass(5000);
    expect(clock.now()).toBe(start + hourMs + 6000 + byMs);
  },
);

test('a machine that sleeps for a night has lived through it', async () => {
  const { clock, steps, sleep, start, told } = machine();
  sleep(8 * hourMs);
  expect(clock.now()).toBe(start + 8 * hourMs);
  await told();
  expect(steps).toEqual([]);
});

test('one that is set while it sleeps is told from the sleep', async () => {
  const { clock, steps, sleep, setClock, start, told } = machine();
  sleep(8 * hourMs);
  setClock(-dayMs);
  expect(Math.abs(clock.now() - (start + 8 * hourMs))).toBeLessThanOrEqual(1000);
  await told();
  expect(steps).toHaveLength(1);
});

test('a clock that is set and set right again ends where it was', async () => {
  const { clock, steps, setClock, pass, start, told } = machine();
  setClock(dayMs);
  clock.now();
  pass(1000);
  setClock(-dayMs);
  expect(Math.abs(clock.now() - (start + 1000))).toBeLessThanOrEqual(1000);
  await told();
  expect(steps).toHaveLength(2);
  for (const step of steps) step.adopt();
  expect(clock.now()).toBe(start + 1000);
});

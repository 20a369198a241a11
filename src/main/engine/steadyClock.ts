import { uptime } from 'node:os';
import { type Clock, type ClockStep, systemClock } from './runtime.ts';

/** The machine's own sources of time. */
export interface TimeSources {
  /** Epoch milliseconds; anybody may set it. */
  wallMs(): number;
  /** Rises evenly while the machine is awake, and stands still while it sleeps. */
  awakeMs(): number;
  /** Rises evenly, asleep or awake. Asked for only where the other two disagree: it may be slow, and coarse by a second. */
  uptimeMs(): number;
}

/** Less is what a time service puts right every day. */
const stepMs = 2 * 60_000;

const machineTime: TimeSources = {
  wallMs: () => Date.now(),
  awakeMs: () => performance.now(),
  uptimeMs: () => uptime() * 1000,
};

/**
 * Tells a clock that was set from a machine that slept: mail that waits must not lose a day of its life because somebody,
 * or a flat battery, set the clock a day ahead. `timers` are those of the system's clock, which run by `awakeMs`.
 */
export function createSteadyClock(
  sources: TimeSources = machineTime,
  timers: Pick<Clock, 'setTimer'> = systemClock,
): Required<Clock> {
  const read = () => ({ wall: sources.wallMs(), awake: sources.awakeMs(), uptime: sources.uptimeMs() });
  let base = read();
  /** What the wall is ahead of us. */
  let heldMs = 0;
  let listener: ((step: ClockStep) => void) | null = null;

  const check = (): number => {
    const wall = sources.wallMs();
    const ahead = wall - base.wall - (sources.awakeMs() - base.awake);
    if (Math.abs(ahead) < stepMs) return wall;
    const seen = read();
    const byMs = seen.wall - base.wall - (seen.uptime - base.uptime);
    base = seen;
    // It slept, and that is time that has passed.
    if (Math.abs(byMs) < stepMs || listener === null) return seen.wall;
    heldMs += byMs;
    let adopted = false;
    const adopt = () => {
      if (!adopted) heldMs -= byMs;
      adopted = true;
    };
    // Not from within `now`: whoever asks for the time is in the middle of something.
    setImmediate(listener, { byMs, adopt });
    return seen.wall;
  };

  return {
    now: () => check() - heldMs,
    setTimer: timers.setTimer,
    onStep(newListener) {
      listener = newListener;
    },
  };
}

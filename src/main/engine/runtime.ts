/** What the engine takes from the outside world, injected so that a test decides what time it is. */

/** Epoch milliseconds and timers that a test can drive. */
export interface Clock {
  now(): number;
  /** Calls back once after `delayMs`. The timer never keeps the process alive by itself. */
  setTimer(callback: () => void, delayMs: number): Timer;
  /** There where somebody can set the clock while we run. The listener has to call `adopt`, now or later. */
  onStep?(listener: (step: ClockStep) => void): void;
}

/** A clock that was set: by how much, and how to go by it from now on. */
export interface ClockStep {
  /** Positive where it was set forward. */
  byMs: number;
  /** Until this is called `now` goes on as if the clock had not been set. */
  adopt(): void;
}

export interface Timer {
  cancel(): void;
}

/** Uniform in [0, 1), as Math.random. */
export type Random = () => number;

/** A pino logger fits. Never give it secrets or message bodies. */
export interface Logger {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** setTimeout cannot wait longer than this: a longer wait is taken in steps. */
const maxTimeoutMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(callback, delayMs) {
    const dueAt = Date.now() + delayMs;
    let handle: NodeJS.Timeout;
    const arm = () => {
      const leftMs = Math.max(0, dueAt - Date.now());
      handle = setTimeout(() => (leftMs > maxTimeoutMs ? arm() : callback()), Math.min(leftMs, maxTimeoutMs));
      handle.unref();
    };
    arm();
    return { cancel: () => clearTimeout(handle) };
  },
};

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

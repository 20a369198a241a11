import type { Clock, Timer } from '../runtime.ts';

/** Between two commands, and for a handshake (RFC 5321 §4.5.3.2.7). */
const commandMs = 5 * 60_000;
/** Between two pieces of a message (RFC 5321 §4.5.3.2.5 has 3 minutes for the client's side). */
const dataIdleMs = 5 * 60_000;
const dataMs = 30 * 60_000;
const sessionMs = 30 * 60_000;

/**
 * The time limits of one session. Those of a command, of a message and of the whole are absolute: no trickle of octets
 * extends them.
 */
export interface Deadlines {
  start(): void;
  /** A whole command came, or a reply was due and given: the next command has its full time. */
  restartCommand(): void;
  /** The client begins to send a message. */
  startData(): void;
  /** A piece of the message came. */
  touchData(): void;
  endData(): void;
  cancel(): void;
}

export interface DeadlineEvents {
  onCommandOverdue(): void;
  onDataOverdue(): void;
  onSessionOverdue(): void;
}

type Limit = 'command' | 'data' | 'dataIdle' | 'session';

/** One timer for all limits: a command costs no timer, only a look at the clock. */
export function createDeadlines(clock: Clock, events: DeadlineEvents): Deadlines {
  const endsAt = new Map<Limit, number>();
  let timer: { handle: Timer; at: number } | null = null;
  let lastNow = clock.now();

  /** A clock that is set back must not give everybody that much longer. */
  const readClock = (): number => {
    const now = clock.now();
    if (now < lastNow) {
      for (const [limit, at] of endsAt) endsAt.set(limit, at - (lastNow - now));
    }
    lastNow = now;
    return now;
  };
  const plan = () => {
    const at = Math.min(...endsAt.values());
    // A timer that fires too early only looks again.
    if (at === Number.POSITIVE_INFINITY || (timer && timer.at <= at)) return;
    timer?.handle.cancel();
    timer = { handle: clock.setTimer(look, at - lastNow), at };
  };
  const look = () => {
    timer = null;
    const now = readClock();
    const isOver = (limit: Limit) => (endsAt.get(limit) ?? now + 1) <= now;
    const [command, data, session] = [isOver('command'), isOver('data') || isOver('dataIdle'), isOver('session')];
    for (const limit of [...endsAt.keys()].filter(isOver)) endsAt.delete(limit);
    if (command) events.onCommandOverdue();
    if (data) events.onDataOverdue();
    if (session) events.onSessionOverdue();
    plan();
  };
  const limit = (name: Limit, ms: number) => {
    endsAt.set(name, readClock() + ms);
    if (timer === null) plan();
  };

  return {
    start() {
      limit('session', sessionMs);
      limit('command', commandMs);
      plan();
    },
    restartCommand: () => limit('command', commandMs),
    startData() {
      endsAt.delete('command');
      limit('data', dataMs);
      limit('dataIdle', dataIdleMs);
      plan();
    },
    touchData: () => limit('dataIdle', dataIdleMs),
    endData() {
      endsAt.delete('data');
      endsAt.delete('dataIdle');
      limit('command', commandMs);
      plan();
    },
    cancel() {
      endsAt.clear();
      timer?.handle.cancel();
      timer = null;
    },
  };
}

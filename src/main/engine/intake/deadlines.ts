import type { Clock, Timer } from '../runtime.ts';

const commandMs = 5 * 60_000;
const dataMs = 30 * 60_000;
const sessionMs = 30 * 60_000;

/** The time limits of one session that no trickle of octets extends, unlike the idle time-out of its socket. */
export interface Deadlines {
  start(): void;
  /** A whole command came, or a reply was due and given: the next command has its full time. */
  restartCommand(): void;
  /** The client begins to send a message. */
  startData(): void;
  endData(): void;
  cancel(): void;
}

export interface DeadlineEvents {
  onCommandOverdue(): void;
  onDataOverdue(): void;
  onSessionOverdue(): void;
}

export function createDeadlines(clock: Clock, events: DeadlineEvents): Deadlines {
  let command: Timer | null = null;
  let data: Timer | null = null;
  let session: Timer | null = null;

  const restartCommand = () => {
    command?.cancel();
    command = clock.setTimer(events.onCommandOverdue, commandMs);
  };

  return {
    start() {
      session = clock.setTimer(events.onSessionOverdue, sessionMs);
      restartCommand();
    },
    restartCommand,
    startData() {
      command?.cancel();
      data = clock.setTimer(events.onDataOverdue, dataMs);
    },
    endData() {
      data?.cancel();
      restartCommand();
    },
    cancel() {
      command?.cancel();
      data?.cancel();
      session?.cancel();
    },
  };
}

import type { Clock, Timer } from '../../runtime.ts';
import type { Session } from './openSession.ts';

/** A session with the count of messages that it has carried. */
export interface PooledSession extends Session {
  messages: number;
}

/** Keeps connections for the next message to the same place under the same policy, for a few seconds. */
export interface SessionPool {
  /** One that waits under `key` (see `sessionKey`) and was alive a moment ago; null where there is none. */
  take(key: string): PooledSession | null;
  /** Keeps a session after a message, or ends it where it is of no more use. */
  giveBack(key: string, session: PooledSession): void;
  /** Says QUIT on all that wait, and closes without waiting for the answers; resolves when their sockets are closed. */
  close(): Promise<void>;
  /** Sessions that wait. */
  size(): number;
}

export interface SessionPoolOptions {
  clock: Clock;
  /** Defaults to 5 s: an idle connection takes a place that others may want. */
  idleMs?: number;
  maxMessagesPerSession?: number;
  maxIdleSessions?: number;
}

interface Idle {
  key: string;
  session: PooledSession;
  timer: Timer;
}

export function createSessionPool(options: SessionPoolOptions): SessionPool {
  const { clock, idleMs = 5000, maxMessagesPerSession = 100, maxIdleSessions = 50 } = options;
  // In the order in which they were given back: the first has waited longest.
  const idle = new Set<Idle>();

  const remove = (entry: Idle) => {
    idle.delete(entry);
    entry.timer.cancel();
    entry.session.conversation.onIdleEvent(null);
  };
  const end = (entry: Idle) => {
    remove(entry);
    entry.session.conversation.quit();
  };

  return {
    take(key) {
      // The youngest: it is the least likely to have been closed by the peer.
      const entry = [...idle].findLast((candidate) => candidate.key === key);
      if (!entry) return null;
      remove(entry);
      return entry.session;
    },
    giveBack(key, session) {
      const { conversation } = session;
      if (conversation.failure || session.messages >= maxMessagesPerSession) {
        conversation.quit();
        return;
      }
      const entry: Idle = { key, session, timer: clock.setTimer(() => end(entry), idleMs) };
      // Anything that a peer says now is a goodbye.
      conversation.onIdleEvent(() => end(entry));
      idle.add(entry);
      const [oldest] = idle;
      if (idle.size > maxIdleSessions && oldest) end(oldest);
    },
    async close() {
      const waiting = [...idle];
      waiting.forEach(remove);
      await Promise.all(waiting.map(({ session }) => session.conversation.quitAtOnce()));
    },
    size: () => idle.size,
  };
}

import type { Clock } from '../runtime.ts';

/** Tells followers that something changed, at most once in this time however much changed. */
const intervalMs = 250;

export interface ChangeSignal {
  raise(): void;
  /** Calls `send` after changes, never again before the last call has ended; a rejection ends the following. */
  follow(send: () => Promise<void>): () => void;
}

export function createChangeSignal(clock: Clock): ChangeSignal {
  const followers = new Set<() => void>();
  let planned = false;

  return {
    raise() {
      if (planned || followers.size === 0) return;
      planned = true;
      clock.setTimer(() => {
        planned = false;
        for (const follower of followers) follower();
      }, intervalMs);
    },
    follow(send) {
      let underWay = false;
      let again = false;
      const notify = async (): Promise<void> => {
        if (underWay) {
          again = true;
          return;
        }
        underWay = true;
        try {
          do {
            again = false;
            await send();
          } while (again);
        } catch {
          followers.delete(follower);
        }
        underWay = false;
      };
      const follower = () => void notify();
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}

import type { MessageRow, RecipientRow } from '../queue/rows.ts';
import type { Timer } from '../runtime.ts';
import { createDueDomains } from './dueDomains.ts';
import type { Pace } from './pace.ts';
import { createPlaces, type PlaceLimits } from './places.ts';
import { createTaskRunner, type TaskRunnerDeps } from './taskRunner.ts';

export interface SchedulerDeps extends Omit<TaskRunnerDeps, 'isRunning'> {
  /** While true nothing is leased; `wake` when it ends. */
  isPaused(): boolean;
  limits(): PlaceLimits;
}

/** Due → lease → deliver → record, for as long as it runs. */
export interface Scheduler {
  start(): void;
  /**
   * The queue or a setting was changed by somebody else: a retry was asked for, a pause has ended. What the store tells of
   * by itself, new mail and the next try, needs no call.
   */
  wake(): void;
  /** Leases no more; resolves when deliveries under way have ended. Their failures are left to the next start. */
  stop(): Promise<void>;
}

/** Without a planned try, the queue is looked at this often all the same: a clock can be set. */
const idleLookMs = 60_000;
const afterErrorMs = 1000;
const clockToleranceMs = 60_000;

interface Leased {
  domain: string;
  message: MessageRow;
  recipients: RecipientRow[];
}

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const active = new Set<Promise<void>>();
  const due = createDueDomains();
  const places = createPlaces(deps.limits, due);
  const runner = createTaskRunner({ ...deps, isRunning: () => running });
  let running = false;
  let lookAsked = false;
  let lookFailed = false;
  /** What is known of the queue may be wrong: somebody else has changed it. */
  let stale = true;
  let readAt = Number.NEGATIVE_INFINITY;
  let timer: { handle: Timer; at: number } | null = null;
  /** At the first look nobody knows what the clock was when the tries were planned. */
  let lookedAt = Number.POSITIVE_INFINITY;

  /**
   * Finds and leases in one transaction, so that what the admin takes out of the queue before it is not delivered after
   * it: in the one that is open, where what is due came with it, else in the next.
   */
  const look = () => {
    if (!running || lookAsked || deps.isPaused()) return;
    if (!places.hasRoom() || !mayBeDue()) {
      planNextLook();
      return;
    }
    lookAsked = true;
    const leased: Leased[] = [];
    deps.writer
      .write(() => leaseDue(leased))
      .then(
        () => startTasks(leased),
        (error: unknown) => {
          for (const { domain } of leased) places.leave(domain, 'same');
          lookAsked = false;
          lookFailed = true;
          stale = true;
          deps.logger.error({ error }, 'The queue could not be read or written. It is tried again.');
          planNextLook();
        },
      );
  };

  const mayBeDue = () => {
    const now = deps.clock.now();
    return stale || isClockWrong(now) || due.first(now) !== null;
  };
  const isClockWrong = (now: number) => now < lookedAt - clockToleranceMs;

  const leaseDue = (leased: Leased[]) => {
    lookAsked = false;
    lookFailed = false;
    if (!running || deps.isPaused()) return;
    const now = deps.clock.now();
    if (isClockWrong(now)) {
      deps.store.forgetFutureTries(now, clockToleranceMs);
      stale = true;
    }
    lookedAt = now;
    if (stale) {
      due.replace(deps.store.waitingDomains());
      stale = false;
      readAt = now;
    }
    while (places.hasRoom()) {
      const domain = due.first(now);
      if (domain === null) break;
      const recipients = deps.store.findDueOf(domain, now);
      const message = recipients[0] ? deps.store.getMessage(recipients[0].message_rowid) : null;
      if (!message) {
        due.correct(domain, deps.store.nextDueAtOf(domain));
        continue;
      }
      deps.store.lease(recipients.map(({ id }) => id));
      places.take(domain);
      leased.push({ domain, message, recipients });
    }
  };

  const startTasks = (leased: readonly Leased[]) => {
    // Stopped meanwhile: the next start takes these leases back.
    for (const task of leased) {
      if (running) startTask(task);
      else places.leave(task.domain, 'same');
    }
    planNextLook();
  };

  const startTask = (leased: Leased) => {
    let isOver = false;
    /** Where the outcome is recorded, the next one is leased in the same transaction. */
    const leave = (pace: Pace) => {
      if (isOver) return;
      isOver = true;
      places.leave(leased.domain, pace);
      look();
    };
    const task = runner
      .run(leased, leave)
      .catch((error: unknown) => {
        // The lease stays: the mail is tried again after a restart, and shown as being delivered until then.
        deps.logger.error({ error }, 'The outcome of a delivery could not be recorded.');
      })
      .finally(() => {
        active.delete(task);
        leave('same');
      });
    active.add(task);
  };

  /** A timer that comes too early only looks again: it is left where it is. */
  const planNextLook = () => {
    if (!running || deps.isPaused() || !places.hasRoom()) return;
    const now = deps.clock.now();
    const at = lookFailed ? now + afterErrorMs : Math.min(now + idleLookMs, Math.max(now, due.nextDueAt() ?? Infinity));
    if (timer && timer.at <= at && timer.at > now) return;
    timer?.handle.cancel();
    timer = { handle: deps.clock.setTimer(onTimer, at - now), at };
  };

  const onTimer = () => {
    timer = null;
    // Rarely enough to make sure of all that is known.
    stale ||= deps.clock.now() - readAt >= idleLookMs;
    look();
  };

  deps.store.onWaiting((domain, dueAt) => {
    due.offer(domain, dueAt);
    look();
  });

  const wake = () => {
    stale = true;
    places.review();
    look();
  };

  return {
    start() {
      running = true;
      wake();
    },
    wake,
    async stop() {
      running = false;
      timer?.handle.cancel();
      runner.endWaits();
      await Promise.all(active);
    },
  };
}

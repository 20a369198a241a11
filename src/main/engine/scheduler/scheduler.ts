import type { RecipientRow } from '../queue/rows.ts';
import type { Timer } from '../runtime.ts';
import { pickTasks } from './pickTasks.ts';
import { createTaskRunner, type TaskRunnerDeps } from './taskRunner.ts';

export interface SchedulerDeps extends Omit<TaskRunnerDeps, 'isRunning'> {
  /** While true nothing is leased; `wake` when it ends. */
  isPaused(): boolean;
  limits(): { maxConnections: number; maxConnectionsPerDomain: number };
}

/** Due → lease → deliver → record, for as long as it runs. */
export interface Scheduler {
  start(): void;
  /** Something may be due: a message came, a retry was asked for, a setting changed. Cheap to call often. */
  wake(): void;
  /** Leases no more; resolves when deliveries under way have ended. Their failures are left to the next start. */
  stop(): Promise<void>;
  activeTasks(): number;
}

/** How many due recipients one look reads. */
const lookAhead = 200;
/** Without a planned try, the queue is looked at this often all the same: a clock can be set. */
const idleLookMs = 60_000;
const afterErrorMs = 1000;
const clockToleranceMs = 60_000;

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const active = new Set<Promise<void>>();
  const activeByDomain = new Map<string, number>();
  const runner = createTaskRunner({ ...deps, isRunning: () => running });
  let running = false;
  let looking = false;
  let lookFailed = false;
  let lookAgain = false;
  let timer: Timer | null = null;
  /** At the first look nobody knows what the clock was when the tries were planned. */
  let lookedAt = Number.POSITIVE_INFINITY;

  const busyDomains = () => {
    const limit = deps.limits().maxConnectionsPerDomain;
    return [...activeByDomain].filter(([, count]) => count >= limit).map(([domain]) => domain);
  };

  const look = async () => {
    if (!running || deps.isPaused()) return;
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    lookFailed = false;
    try {
      do {
        lookAgain = false;
        while (running && (await leaseSome())) {
          // Until nothing is due, or every place is taken.
        }
      } while (running && lookAgain);
    } catch (error) {
      lookFailed = true;
      deps.logger.error({ error }, 'The queue could not be read or written. It is tried again.');
    } finally {
      looking = false;
    }
    planNextLook();
  };

  /** True when there may be more to lease. */
  const leaseSome = async (): Promise<boolean> => {
    const room = deps.limits().maxConnections - active.size;
    if (room <= 0 || deps.isPaused()) return false;
    await forgetWrongClock();
    if (findDue(1).length === 0) return false;
    // Found and leased in one transaction: what the admin takes out of the queue before it is not delivered after it.
    const { tasks, mayBeMore } = await deps.writer.write(() => {
      if (deps.isPaused()) return { tasks: [], mayBeMore: false };
      const due = findDue(lookAhead);
      const picked = pickTasks(due, { room, perDomain: deps.limits().maxConnectionsPerDomain, activeByDomain });
      const leased = picked.flat();
      deps.store.lease(leased.map(({ id }) => id));
      return { tasks: picked, mayBeMore: due.length === lookAhead || leased.length < due.length };
    });
    // Stopped meanwhile: the next start takes these leases back.
    if (!running) return false;
    for (const recipients of tasks) startTask(recipients);
    return tasks.length > 0 && mayBeMore;
  };

  const forgetWrongClock = async () => {
    const now = deps.clock.now();
    if (now < lookedAt - clockToleranceMs) {
      await deps.writer.write(() => deps.store.forgetFutureTries(now, clockToleranceMs));
    }
    lookedAt = now;
  };

  const findDue = (limit: number) => deps.store.findDue(deps.clock.now(), busyDomains(), limit);

  const startTask = (recipients: RecipientRow[]) => {
    const domain = recipients[0]?.domain ?? '';
    activeByDomain.set(domain, (activeByDomain.get(domain) ?? 0) + 1);
    const task = runner
      .run(recipients)
      .catch((error: unknown) => {
        // The lease stays: the mail is tried again after a restart, and shown as being delivered until then.
        deps.logger.error({ error }, 'The outcome of a delivery could not be recorded.');
      })
      .finally(() => {
        active.delete(task);
        const left = (activeByDomain.get(domain) ?? 1) - 1;
        if (left === 0) activeByDomain.delete(domain);
        else activeByDomain.set(domain, left);
        void look();
      });
    active.add(task);
  };

  const planNextLook = () => {
    timer?.cancel();
    timer = null;
    if (!running || deps.isPaused() || active.size >= deps.limits().maxConnections) return;
    timer = deps.clock.setTimer(() => void look(), msToNextLook());
  };

  const msToNextLook = () => {
    if (lookFailed) return afterErrorMs;
    try {
      const nextDueAt = deps.store.nextDueAt(busyDomains());
      return nextDueAt === null ? idleLookMs : Math.min(idleLookMs, Math.max(0, nextDueAt - deps.clock.now()));
    } catch (error) {
      deps.logger.error({ error }, 'The queue could not be read. It is tried again.');
      return afterErrorMs;
    }
  };

  return {
    start() {
      running = true;
      void look();
    },
    wake: () => void look(),
    async stop() {
      running = false;
      timer?.cancel();
      runner.endWaits();
      await Promise.all(active);
    },
    activeTasks: () => active.size,
  };
}

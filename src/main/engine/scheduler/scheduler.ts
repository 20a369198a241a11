import { isDeepStrictEqual } from 'node:util';
import type { Delivery, DeliveryFailure, DeliveryReport, DeliveryTask } from '../delivery/types.ts';
import type { RecipientRow } from '../queue/rows.ts';
import { type Spool, SpoolError } from '../queue/spool.ts';
import type { QueueStore } from '../queue/store.ts';
import type { Clock, Logger, Timer } from '../runtime.ts';
import { isStorageTrouble } from '../storage/database.ts';
import type { Writer } from '../storage/writer.ts';
import type { ChosenPath } from './path.ts';
import { type LeasedTask, type RecorderDeps, recordReport } from './recorder.ts';

export interface SchedulerDeps {
  store: QueueStore;
  spool: Spool;
  writer: Writer;
  delivery: Delivery;
  recorder: RecorderDeps;
  choosePath(recipient: RecipientRow): ChosenPath;
  limits(): { maxConnections: number; maxConnectionsPerDomain: number };
  clock: Clock;
  logger: Logger;
  /** After each change of the queue that a delivery made. */
  onChanged(): void;
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
const maxRecordWaitMs = 60_000;

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const active = new Set<Promise<void>>();
  const activeByDomain = new Map<string, number>();
  /** Ends each of the waits under way. */
  const waits = new Set<() => void>();
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
    if (!running) return;
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
    if (room <= 0) return false;
    await forgetWrongClock();
    if (findDue(1).length === 0) return false;
    // Found and leased in one transaction: what the admin takes out of the queue before it is not delivered after it.
    const { tasks, mayBeMore } = await deps.writer.write(() => {
      const due = findDue(lookAhead);
      const picked = pickTasks(due, room);
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

  /** One task for each message and domain, within the limits in total and per domain. */
  const pickTasks = (due: readonly RecipientRow[], room: number): RecipientRow[][] => {
    const limit = deps.limits().maxConnectionsPerDomain;
    const planned = new Map(activeByDomain);
    const tasks = new Map<string, RecipientRow[]>();
    for (const recipient of due) {
      const key = `${recipient.message_rowid} ${recipient.direction} ${recipient.domain}`;
      const task = tasks.get(key);
      if (task) {
        task.push(recipient);
        continue;
      }
      const count = planned.get(recipient.domain) ?? 0;
      if (tasks.size >= room || count >= limit) continue;
      planned.set(recipient.domain, count + 1);
      tasks.set(key, [recipient]);
    }
    return [...tasks.values()];
  };

  const startTask = (recipients: RecipientRow[]) => {
    const domain = recipients[0]?.domain ?? '';
    activeByDomain.set(domain, (activeByDomain.get(domain) ?? 0) + 1);
    const task = runTask(recipients)
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

  const runTask = async (recipients: RecipientRow[]) => {
    const [first] = recipients;
    const message = first && deps.store.getMessage(first.message_rowid);
    if (!first || !message) return;
    const chosen = deps.choosePath(first);
    const stillHolds = () => isDeepStrictEqual(deps.choosePath(first), chosen);
    const leased: LeasedTask = { message, recipients, rule: chosen.kind === 'path' ? chosen.rule : null };
    const report: DeliveryReport =
      chosen.kind === 'path'
        ? await deliver(leased, chosen, stillHolds)
        : {
            results: recipients.map(({ address }) => ({
              kind: 'failed',
              recipient: address,
              failure: chosen.failure,
              peer: null,
            })),
            failedHosts: [],
            observed: null,
          };
    // Cut off by our own stop, not by the peer: the next start tries again, and no attempt is counted.
    if (!running && report.results.every((result) => result.kind === 'failed')) return;
    if (report.results.every(({ kind }) => kind === 'failed') && !stillHolds()) {
      // By a rule that is no longer: no attempt is counted, and by the new one it is due at once.
      await keepTrying(first, () => deps.store.release(recipients.map(({ id }) => id)));
    } else {
      await keepTrying(first, () => recordReport(deps.recorder, leased, report, deps.clock.now()));
    }
    deps.onChanged();
  };

  /**
   * While the disk is full or fails, the outcome is kept here and written once there is room: left to the next start, what
   * was delivered would go out twice, and what was not would wait for a restart that may be weeks away.
   */
  const keepTrying = async ({ message_rowid: message }: RecipientRow, work: () => void) => {
    for (let waitMs = afterErrorMs; ; waitMs = Math.min(2 * waitMs, maxRecordWaitMs)) {
      try {
        await deps.writer.write(work);
        return;
      } catch (error) {
        if (!running || !isStorageTrouble(error)) throw error;
        deps.logger.error({ error, message }, 'The outcome of a delivery cannot be written yet. It is tried again.');
        await waitWhileRunning(waitMs);
      }
    }
  };

  const waitWhileRunning = (waitMs: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        planned.cancel();
        waits.delete(end);
        resolve();
      };
      const planned = deps.clock.setTimer(end, waitMs);
      waits.add(end);
    });

  const deliver = async (
    leased: LeasedTask,
    chosen: Extract<ChosenPath, { kind: 'path' }>,
    stillHolds: () => boolean,
  ): Promise<DeliveryReport> => {
    const { message, recipients } = leased;
    const body = { problem: null as string | null };
    const task: DeliveryTask = {
      queueId: message.queue_id,
      domain: recipients[0]?.domain ?? '',
      path: chosen.path,
      sender: message.sender,
      recipients: recipients.map(({ address }) => address),
      size: message.size,
      eightBitMime: message.eight_bit_mime === 1,
      smtpUtf8: message.smtp_utf8 === 1,
      openBody: () => readBody(message.id, message.body_file, message.size, body),
      stillHolds,
    };
    let report: DeliveryReport;
    try {
      report = await deps.delivery.deliver(task);
    } catch (error) {
      deps.logger.error(
        { error, queueId: message.queue_id },
        'A delivery threw: a bug. The mail is kept and tried again.',
      );
      return failAll(task, { kind: 'temporary', code: 'internal-error', reply: null, detail: String(error) });
    }
    if (body.problem === null) return report;
    return failUndelivered(report, { kind: 'temporary', code: 'spool-unreadable', reply: null, detail: body.problem });
  };

  async function* readBody(rowid: number, file: string | null, size: number, body: { problem: string | null }) {
    try {
      if (file !== null) {
        yield* deps.spool.read(file, size);
        return;
      }
      const data = deps.store.readInlineBody(rowid);
      if (data === null || data.length !== size) throw new SpoolError('The body is not in the database.');
      yield data;
    } catch (error) {
      if (error instanceof SpoolError) body.problem = error.message;
      throw error;
    }
  }

  const planNextLook = () => {
    timer?.cancel();
    timer = null;
    if (!running || active.size >= deps.limits().maxConnections) return;
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
      for (const end of waits) end();
      await Promise.all(active);
    },
    activeTasks: () => active.size,
  };
}

/** What was delivered, or refused for good, before the trouble stays so: it must not go out twice. */
function failUndelivered(report: DeliveryReport, failure: DeliveryFailure): DeliveryReport {
  const results = report.results.map((result) =>
    result.kind === 'delivered' || result.failure.kind === 'permanent' ? result : { ...result, failure },
  );
  return { ...report, results };
}

function failAll(task: DeliveryTask, failure: DeliveryFailure): DeliveryReport {
  return {
    results: task.recipients.map((recipient) => ({ kind: 'failed', recipient, failure, peer: null })),
    failedHosts: [],
    observed: null,
  };
}

import { join } from 'node:path';
import { test } from 'vitest';
import { createFakeClock, type FakeClock } from '../../../../tests/support/fakeClock.ts';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import type { Delivery, DeliveryFailure, DeliveryReport, DeliveryTask } from '../delivery/types.ts';
import { createHistoryLog } from '../history/log.ts';
import { createHistoryQuery, type HistoryQuery } from '../history/query.ts';
import { createTextIndex } from '../history/textIndex.ts';
import type { EndedRecipient, Notifier } from '../notify/notifier.ts';
import { opportunisticPolicy } from '../policy/tlsPolicy.ts';
import { parseRetrySchedule, type RetrySchedule } from '../queue/retrySchedule.ts';
import { createSpool } from '../queue/spool.ts';
import { createQueueStore, type NewMessage, type QueueStore } from '../queue/store.ts';
import { type Logger, silentLogger } from '../runtime.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { createCertificateStore } from '../storage/certificateStore.ts';
import { type Db, openDatabase } from '../storage/database.ts';
import { createWriter, type Writer } from '../storage/writer.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

/** One delivery that the scheduler has started and the test ends. */
export interface StartedDelivery {
  task: DeliveryTask;
  /** The first `delivered` recipients are delivered whatever the failure. */
  end(failure?: DeliveryFailure, delivered?: number): void;
  throwBug(): void;
}

interface SentNotice {
  kind: 'failed' | 'delayed';
  recipients: string[];
  ended?: readonly EndedRecipient[];
}

/** A scheduler over a database of its own, with 4 places in all and 2 a domain. */
export interface SchedulerHarness {
  clock: FakeClock;
  db: Db;
  writer: Writer;
  store: QueueStore;
  query: HistoryQuery;
  scheduler: Scheduler;
  started: StartedDelivery[];
  notified: SentNotice[];
  /** What the engine's own log was told. */
  errors: object[];
  insert(queueId: string, ...recipients: string[]): Promise<unknown>;
  settle(): Promise<void>;
  statusOf(address: string): unknown;
  /** `Q1 a@one.example,b@one.example` of each delivery that was started. */
  tasksStarted(): string[];
  /** Of attempts and warnings, oldest first. */
  outcomes(): string[];
}

export const greylisted: DeliveryFailure = { kind: 'temporary', code: 'greylisted', reply: '451 later', detail: null };
export const hourMs = 3_600_000;

export const it = test.extend('harness', ({ onTestFinished }) => {
  const harness = createHarness();
  onTestFinished(() => void harness.db.close());
  return harness;
});

function createHarness(): SchedulerHarness {
  const clock = createFakeClock(Date.UTC(2026, 5, 1));
  const { db } = openDatabase(join(temporaryFolder(), 'sealpost.db'), clock.now());
  const writer = createWriter(db);
  const store = createQueueStore(db);
  const certificates = createCertificateStore(db);
  const history = createHistoryLog(db, writer, certificates);
  const stopwatchMs = () => 0;
  const query = createHistoryQuery({ db, certificates, index: createTextIndex(db, stopwatchMs), stopwatchMs });
  const started: StartedDelivery[] = [];
  const notified: SentNotice[] = [];
  const errors: object[] = [];
  const schedule = scheduleOf('1m, 10m*');
  const logger: Logger = { ...silentLogger, error: (fields) => void errors.push(fields) };
  const scheduler = createScheduler({
    store,
    spool: createSpool(join(temporaryFolder(), 'spool')),
    writer,
    delivery: deliveryInto(started),
    recorder: {
      store,
      history,
      notifier: notifierInto(notified),
      settings: defaultSettings,
      schedule: () => schedule,
      random: () => 0.5,
      graceMs: () => 0,
      forgetBody: () => {},
    },
    choosePath: () => ({ kind: 'path', path: { kind: 'mx', policy: opportunisticPolicy }, rule: null }),
    isPaused: () => false,
    limits: () => ({ maxConnections: 4, maxConnectionsPerDomain: 2 }),
    clock,
    logger,
    onChanged: () => {},
  });

  const shownOutcomes = ['delivered', 'deferred', 'expired', 'failed', 'warning'] as const;
  return {
    clock,
    db,
    writer,
    store,
    query,
    scheduler,
    started,
    notified,
    errors,
    insert: (queueId, ...recipients) => writer.write(() => store.insert(messageTo(queueId, recipients, clock.now()))),
    settle: () => clock.advance(0),
    statusOf: (address) => db.prepare('SELECT status FROM recipient WHERE address = ?').pluck().get(address),
    tasksStarted: () => started.map(({ task }) => `${task.queueId} ${task.recipients.join(',')}`),
    outcomes: () =>
      query
        .find({ outcome: [...shownOutcomes], from: new Date(1).toISOString() }, {}, 100)
        .entries.reverse()
        .map(({ outcome }) => outcome),
  };
}

function scheduleOf(text: string): RetrySchedule {
  const schedule = parseRetrySchedule(text);
  if (!schedule.ok) throw new Error(schedule.message);
  return schedule;
}

function deliveryInto(started: StartedDelivery[]): Delivery {
  return {
    deliver: (task) =>
      new Promise((resolve, reject) => {
        started.push({
          task,
          end: (failure, delivered) => resolve(reportOf(task, failure, delivered)),
          throwBug: () => reject(new Error('bug')),
        });
      }),
    close: async () => {},
  };
}

function notifierInto(notified: SentNotice[]): Notifier {
  return {
    sendFailure: (_, ended) =>
      void notified.push({ kind: 'failed', recipients: ended.map(({ recipient }) => recipient.address), ended }),
    sendDelayWarning: (_, delayed) =>
      void notified.push({ kind: 'delayed', recipients: delayed.map(({ recipient }) => recipient.address) }),
  };
}

function messageTo(queueId: string, recipients: readonly string[], receivedAt: number): NewMessage {
  return {
    queueId,
    direction: 'outbound',
    sender: 'a@office.example',
    messageId: null,
    subject: null,
    size: 3,
    receivedAt,
    eightBitMime: false,
    smtpUtf8: false,
    body: { kind: 'inline', data: Buffer.from('abc') },
    recipients: recipients.map((address) => ({
      address,
      domain: address.slice(address.indexOf('@') + 1),
      direction: 'outbound',
      expiresAt: receivedAt + 5 * 24 * hourMs,
    })),
  };
}

/** Writes until SQLite says that there is no room for another page. */
export function fillDisk(db: Db): void {
  db.pragma('max_page_count = 1');
  const fill = db.prepare("INSERT INTO history (at, stage, outcome, detail) VALUES (0, 'Engine', 'warning', ?)");
  for (const size of [100_000, 2000, 100, 10]) {
    try {
      for (;;) fill.run('x'.repeat(size));
    } catch {
      // Full for rows of this size.
    }
  }
}

function reportOf(task: DeliveryTask, failure?: DeliveryFailure, delivered = 0): DeliveryReport {
  const peer = {
    host: 'mx.example',
    address: '127.0.0.1',
    protocol: null,
    cipher: null,
    certificate: null,
    mode: 'opportunistic' as const,
  };
  return {
    results: task.recipients.map((recipient, index) =>
      failure && index >= delivered
        ? { kind: 'failed', recipient, failure, peer }
        : { kind: 'delivered', recipient, reply: '250 ok', peer },
    ),
    failedHosts: [],
    observed: null,
  };
}

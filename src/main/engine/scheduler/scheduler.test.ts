import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../../../tests/support/fakeClock.ts';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import type { DeliveryFailure, DeliveryReport, DeliveryTask } from '../delivery/types.ts';
import { createHistoryLog } from '../history/log.ts';
import { createHistoryQuery, type HistoryQuery } from '../history/query.ts';
import { createTextIndex } from '../history/textIndex.ts';
import type { EndedRecipient, Notifier } from '../notify/notifier.ts';
import { opportunisticPolicy } from '../policy/tlsPolicy.ts';
import { parseRetrySchedule } from '../queue/retrySchedule.ts';
import { createSpool } from '../queue/spool.ts';
import { createQueueStore, type QueueStore } from '../queue/store.ts';
import { type Logger, silentLogger } from '../runtime.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { createCertificateStore } from '../storage/certificateStore.ts';
import { type Db, openDatabase } from '../storage/database.ts';
import { createWriter, type Writer } from '../storage/writer.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

/** One delivery that the scheduler has started and the test ends. */
interface StartedDelivery {
  task: DeliveryTask;
  /** The first `delivered` recipients are delivered whatever the failure. */
  end(failure?: DeliveryFailure, delivered?: number): void;
  throwBug(): void;
}

const greylisted: DeliveryFailure = { kind: 'temporary', code: 'greylisted', reply: '451 later', detail: null };
const hourMs = 3_600_000;

describe('the scheduler', () => {
  let clock: FakeClock;
  let db: Db;
  let writer: Writer;
  let store: QueueStore;
  let query: HistoryQuery;
  let scheduler: Scheduler;
  let started: StartedDelivery[];
  let notified: { kind: string; recipients: string[]; ended?: readonly EndedRecipient[] }[];
  let errors: object[];
  const limits = { maxConnections: 4, maxConnectionsPerDomain: 2 };

  beforeEach(() => {
    clock = createFakeClock(Date.UTC(2026, 5, 1));
    db = openDatabase(join(temporaryFolder(), 'sealpost.db'), clock.now()).db;
    writer = createWriter(db);
    store = createQueueStore(db);
    const certificates = createCertificateStore(db);
    const history = createHistoryLog(db, writer, certificates);
    const stopwatchMs = () => 0;
    query = createHistoryQuery({ db, certificates, index: createTextIndex(db, stopwatchMs), stopwatchMs });
    started = [];
    notified = [];
    errors = [];
    const schedule = parseRetrySchedule('1m, 10m*');
    if (!schedule.ok) throw new Error(schedule.message);
    const notifier: Notifier = {
      sendFailure: (_, ended) =>
        void notified.push({ kind: 'failed', recipients: ended.map(({ recipient }) => recipient.address), ended }),
      sendDelayWarning: (_, delayed) =>
        void notified.push({ kind: 'delayed', recipients: delayed.map(({ recipient }) => recipient.address) }),
    };
    const logger: Logger = { ...silentLogger, error: (fields) => void errors.push(fields) };
    scheduler = createScheduler({
      store,
      spool: createSpool(join(temporaryFolder(), 'spool')),
      writer,
      delivery: {
        deliver: (task) =>
          new Promise((resolve, reject) => {
            started.push({
              task,
              end: (failure, delivered) => resolve(reportOf(task, failure, delivered)),
              throwBug: () => reject(new Error('bug')),
            });
          }),
        close: async () => {},
      },
      recorder: {
        store,
        history,
        notifier,
        settings: defaultSettings,
        schedule: () => schedule,
        random: () => 0.5,
        forgetBody: () => {},
      },
      choosePath: () => ({ kind: 'path', path: { kind: 'mx', policy: opportunisticPolicy }, rule: null }),
      isPaused: () => false,
      limits: () => limits,
      clock,
      logger,
      onChanged: () => {},
    });
  });
  afterEach(() => db.close());

  const insert = (queueId: string, ...recipients: string[]) =>
    writer.write(() =>
      store.insert({
        queueId,
        direction: 'outbound',
        sender: 'a@office.example',
        messageId: null,
        subject: null,
        size: 3,
        receivedAt: clock.now(),
        eightBitMime: false,
        smtpUtf8: false,
        body: { kind: 'inline', data: Buffer.from('abc') },
        recipients: recipients.map((address) => ({
          address,
          domain: address.slice(address.indexOf('@') + 1),
          direction: 'outbound' as const,
          expiresAt: clock.now() + 5 * 24 * hourMs,
        })),
      }),
    );
  const settle = () => clock.advance(0);
  const statusOf = (address: string) =>
    db.prepare('SELECT status FROM recipient WHERE address = ?').pluck().get(address);
  const tasksStarted = () => started.map(({ task }) => `${task.queueId} ${task.recipients.join(',')}`);
  const outcomes = () =>
    query
      .find(
        { outcome: ['delivered', 'deferred', 'expired', 'failed', 'warning'], from: new Date(1).toISOString() },
        {},
        100,
      )
      .entries.reverse()
      .map(({ outcome }) => outcome);

  it("groups a message's recipients by domain", async () => {
    await insert('Q1', 'a@one.example', 'b@two.example', 'c@one.example');
    scheduler.start();
    await settle();
    expect(tasksStarted()).toEqual(['Q1 a@one.example,c@one.example', 'Q1 b@two.example']);
  });

  it('keeps to the limit per domain and in total, and goes on when a place is free', async () => {
    for (let i = 0; i < 3; i++) await insert(`A${i}`, 'x@one.example');
    clock.set(clock.now() + 1);
    for (let i = 0; i < 3; i++) await insert(`B${i}`, `x@d${i}.example`);
    scheduler.start();
    await settle();
    expect(tasksStarted()).toEqual(['A0 x@one.example', 'A1 x@one.example', 'B0 x@d0.example', 'B1 x@d1.example']);
    started[0]?.end();
    await settle();
    expect(tasksStarted().slice(4)).toEqual(['A2 x@one.example']);
    started[2]?.end();
    await settle();
    expect(tasksStarted().slice(5)).toEqual(['B2 x@d2.example']);
  });

  it('tries again on schedule and forgets a message once it is delivered', async () => {
    await insert('Q1', 'a@one.example');
    scheduler.start();
    await settle();
    started[0]?.end(greylisted);
    await clock.advance(59_999);
    expect(started).toHaveLength(1);
    await clock.advance(1);
    expect(started).toHaveLength(2);
    started[1]?.end(greylisted);
    await clock.advance(600_000);
    started[2]?.end();
    await settle();
    expect(outcomes()).toEqual(['deferred', 'deferred', 'delivered']);
    expect(store.counts()).toEqual({ messages: 0, recipients: 0 });
  });

  it('tries once more when the life ends, then says that it gave up', async () => {
    await insert('Q1', 'a@one.example');
    scheduler.start();
    await settle();
    for (let index = 0; index < 1000 && store.counts().messages > 0; index++) {
      started[index]?.end(greylisted);
      await clock.advance(600_000);
    }
    expect(outcomes().slice(-2)).toEqual(['deferred', 'expired']);
    const [expired, lastTry] = query.find({}, {}, 2).entries;
    expect(expired).toMatchObject({ code: 'greylisted', stage: 'Processing: Queue', expiresAt: expired?.at });
    expect(lastTry?.nextAttemptAt).toBeNull();
    expect(notified.map(({ kind }) => kind)).toEqual(['delayed', 'failed']);
    expect(notified[1]?.ended?.[0]).toMatchObject({ status: 'expired', deletedForTlsPolicy: false });
  });

  it('ends one recipient and keeps the other', async () => {
    await insert('Q1', 'a@one.example', 'b@two.example');
    scheduler.start();
    await settle();
    started[0]?.end({ kind: 'permanent', code: 'mailbox-unavailable', reply: '550 no', detail: null });
    started[1]?.end(greylisted);
    await settle();
    expect(store.counts()).toEqual({ messages: 1, recipients: 1 });
    expect(notified).toMatchObject([{ kind: 'failed', recipients: ['a@one.example'] }]);
  });

  it('keeps and shows a message whose body cannot be read', async () => {
    await insert('Q1', 'a@one.example');
    db.prepare('DELETE FROM body').run();
    scheduler.start();
    await settle();
    const [delivery] = started;
    if (!delivery) throw new Error('A delivery was started.');
    const read = async () => {
      for await (const _ of delivery.task.openBody());
    };
    await expect(read()).rejects.toThrow();
    delivery.end(greylisted);
    await settle();
    const message = store.getMessageById('Q1');
    expect(message && store.getRecipients(message.id)[0]).toMatchObject({
      status: 'unreadable',
      code: 'spool-unreadable',
      next_attempt_at: null,
    });
    expect(outcomes()).toEqual(['warning']);
  });

  it('keeps the mail when a delivery throws, and says so in the log of the engine', async () => {
    await insert('Q1', 'a@one.example');
    scheduler.start();
    await settle();
    started[0]?.throwBug();
    await settle();
    expect(query.find({}, {}, 1).entries[0]).toMatchObject({ outcome: 'deferred', code: 'internal-error' });
    expect(errors).toHaveLength(1);
  });

  it('counts no attempt for what its own stop cut off, and lets what was delivered be delivered', async () => {
    await insert('Q1', 'a@one.example');
    await insert('Q2', 'b@two.example');
    scheduler.start();
    await settle();
    const stopped = scheduler.stop();
    started[0]?.end({ kind: 'temporary', code: 'connection-lost', reply: null, detail: null });
    started[1]?.end();
    await stopped;
    expect(outcomes()).toEqual(['delivered']);
    expect(store.reclaimLeases(clock.now())).toBe(1);
    expect(store.findDueOf('one.example', clock.now())[0]).toMatchObject({
      address: 'a@one.example',
      attempts: 0,
      status: 'queued',
    });
  });

  it('looks and leases in one: what leaves the queue in between is not delivered, and no other in its place', async () => {
    await insert('Q1', 'old@one.example');
    const removed = writer.write(() => db.exec('DELETE FROM message'));
    // Gets the row numbers of the message that is gone.
    const inserted = insert('Q2', 'new@two.example');
    scheduler.start();
    await Promise.all([removed, inserted]);
    await settle();
    expect(tasksStarted()).toEqual(['Q2 new@two.example']);
  });

  it('leases in the commit that a message comes with, and the next one in that of an outcome', async () => {
    scheduler.start();
    await settle();
    await insert('Q1', 'a@one.example');
    expect(statusOf('a@one.example')).toBe('delivering');
    for (const id of ['Q2', 'Q3']) await insert(id, `${id}@one.example`);
    expect(statusOf('Q3@one.example')).toBe('queued');
    started[0]?.end();
    await settle();
    expect(statusOf('Q3@one.example')).toBe('delivering');
  });

  it('does not deliver what is held in the same commit', async () => {
    await insert('Q1', 'a@one.example');
    const held = writer.write(() => db.exec('UPDATE recipient SET held = 1'));
    scheduler.start();
    await held;
    await settle();
    expect(started).toEqual([]);
  });

  it('records an outcome once the disk has room again, without a second delivery', async () => {
    await insert('Q1', 'a@one.example');
    scheduler.start();
    await settle();
    fillDisk(db);
    started[0]?.end();
    await clock.advance(30_000);
    expect(errors.length).toBeGreaterThan(0);
    db.pragma('max_page_count = 1000000');
    await clock.advance(60_000);
    expect(started).toHaveLength(1);
    expect(outcomes()).toEqual(['delivered']);
    expect(store.counts()).toEqual({ messages: 0, recipients: 0 });
  });

  it('leaves an outcome that cannot be recorded to the next start, and does not hold up the stop', async () => {
    await insert('Q1', 'a@one.example');
    scheduler.start();
    await settle();
    fillDisk(db);
    started[0]?.end();
    await settle();
    await scheduler.stop();
    expect(store.reclaimLeases(clock.now())).toBe(1);
  });

  it('starts nothing after its stop, even when the lease was asked for before', async () => {
    await insert('Q1', 'a@one.example');
    scheduler.start();
    await scheduler.stop();
    await settle();
    expect(started).toEqual([]);
    expect(scheduler.activeTasks()).toBe(0);
  });

  it('keeps what was delivered before the body became unreadable', async () => {
    await insert('Q1', 'a@one.example', 'b@one.example');
    scheduler.start();
    await settle();
    const [delivery] = started;
    if (!delivery) throw new Error('A delivery was started.');
    db.prepare('DELETE FROM body').run();
    const read = async () => {
      for await (const _ of delivery.task.openBody());
    };
    await expect(read()).rejects.toThrow();
    delivery.end(greylisted, 1);
    await settle();
    const message = store.getMessageById('Q1');
    expect(message && store.getRecipients(message.id)).toMatchObject([
      { address: 'b@one.example', status: 'unreadable' },
    ]);
    expect(outcomes()).toEqual(['delivered', 'warning']);
  });

  it.each(['while it runs', 'while it was off'])(
    'forgets tries planned by a clock that was wrong, set back %s',
    async (when) => {
      await insert('Q1', 'a@one.example');
      if (when === 'while it runs') scheduler.start();
      else
        await writer.write(() =>
          db.exec("UPDATE recipient SET status = 'deferred', attempts = 1, last_attempt_at = next_attempt_at"),
        );
      await settle();
      started[0]?.end(greylisted);
      await settle();
      const inserted = insert('Q2', 'b@two.example');
      await writer.write(() => db.exec(`UPDATE recipient SET held = 1 WHERE address = 'b@two.example'`));
      await inserted;
      clock.set(clock.now() - 365 * 24 * hourMs);
      await writer.write(() => db.exec('UPDATE recipient SET held = 0'));
      started.length = 0;
      if (when === 'while it runs') scheduler.wake();
      else scheduler.start();
      await settle();
      expect(tasksStarted().sort()).toEqual(['Q1 a@one.example', 'Q2 b@two.example']);
    },
  );

  it('is not held up by a recipient whose last failure has a code of another version', async () => {
    await insert('Q1', 'a@one.example');
    await insert('Q2', 'b@two.example');
    await writer.write(() => db.exec("UPDATE recipient SET code = 'from-the-future' WHERE address = 'a@one.example'"));
    scheduler.start();
    await settle();
    expect(tasksStarted()).toEqual(['Q1 a@one.example', 'Q2 b@two.example']);
    expect(errors).toEqual([]);
  });

  it('is not held up when the clock is set back by a day', async () => {
    await insert('Q1', 'a@one.example');
    scheduler.start();
    await settle();
    clock.set(clock.now() - 24 * hourMs);
    started[0]?.end(greylisted);
    await clock.advance(60_000);
    expect(started).toHaveLength(2);
  });
});

/** Writes until SQLite says that there is no room for another page. */
function fillDisk(db: Db): void {
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

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../../../tests/support/fakeClock.ts';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { silentLogger } from '../runtime.ts';
import { createCertificateStore } from '../storage/certificateStore.ts';
import { closeDatabase, type Db, openDatabase } from '../storage/database.ts';
import { createWriter, type Writer } from '../storage/writer.ts';
import { createDomainCounts, type DomainCounts } from './domainCounts.ts';
import type { NewHistoryEntry } from './entry.ts';
import { createFollower, type Derived, type Follower } from './follower.ts';
import { createHistoryLog, type HistoryLog } from './log.ts';
import { createTally, type Tally } from './tally.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2026, 5, 15, 12);

const deferred: NewHistoryEntry = {
  at: start,
  stage: 'Processing: Check TLS',
  outcome: 'deferred',
  direction: 'outbound',
  sender: 'a@office.example',
  recipient: 'b@partner.example',
  domain: 'partner.example',
  code: 'certificate-expired',
};
const delivered: NewHistoryEntry = { ...deferred, outcome: 'delivered', code: null, protocol: 'TLSv1.3' };
const expired: NewHistoryEntry = { ...deferred, outcome: 'expired' };
const accepted: NewHistoryEntry = { ...deferred, stage: 'Processing: Accept', outcome: 'accepted', code: null };
const nothing = { delivered: 0, deliveredOverTls: 0, tlsFailures: 0, deferred: 0, failed: 0, expired: 0 };

describe('counting the log', () => {
  let db: Db;
  let clock: FakeClock;
  let writer: Writer;
  let log: HistoryLog;
  let counts: DomainCounts;
  let tally: Tally;
  let follower: Follower;
  let file: string;
  let elapsedMs: number;

  const open = () => {
    db = openDatabase(file, start).db;
    writer = createWriter(db);
    log = createHistoryLog(db, writer, createCertificateStore(db));
    counts = createDomainCounts(db, writer, clock);
    tally = createTally(db, counts);
    follower = followerOf(tally);
  };
  const followerOf = (...derived: Derived[]) =>
    createFollower(
      {
        db,
        log,
        writer,
        clock,
        logger: silentLogger,
        stopwatchMs: () => {
          elapsedMs += 4;
          return elapsedMs;
        },
      },
      derived,
    );
  const reopen = () => {
    closeDatabase(db);
    open();
  };
  const append = (...entries: NewHistoryEntry[]) => writer.write(() => entries.map((entry) => log.append(entry)));

  beforeEach(() => {
    file = join(temporaryFolder(), 'sealpost.db');
    clock = createFakeClock(start);
    elapsedMs = 0;
    open();
  });
  afterEach(() => db.close());

  const lastHour = { from: start - hourMs, to: start, bucketMinutes: 60 };

  it.each(['before they are counted', 'after they are counted'])('adds up the entries, %s', async (when) => {
    const minuteAgo = start - 60_000;
    await append(
      { ...deferred, at: minuteAgo },
      delivered,
      { ...delivered, protocol: null },
      deferred,
      expired,
      accepted,
    );
    await append({ ...deferred, outcome: 'failed', code: 'mailbox-unavailable' });
    await append({ ...deferred, outcome: 'refused', code: 'starttls-not-supported', domain: null });
    if (when.startsWith('after')) await follower.catchUp();

    const series = tally.series({ from: minuteAgo, to: start, bucketMinutes: 1 }, null);
    expect(series.buckets).toEqual([
      {
        at: new Date(minuteAgo).toISOString(),
        ...nothing,
        deferred: 1,
        tlsFailures: 1,
        codes: [{ code: 'certificate-expired', count: 1 }],
      },
      {
        at: new Date(start).toISOString(),
        delivered: 2,
        deliveredOverTls: 1,
        tlsFailures: 2,
        deferred: 1,
        failed: 1,
        expired: 1,
        codes: expect.arrayContaining([
          { code: 'certificate-expired', count: 1 },
          { code: 'mailbox-unavailable', count: 1 },
          { code: 'starttls-not-supported', count: 1 },
        ]),
      },
    ]);
    expect(series.codes[0]).toEqual({ code: 'certificate-expired', count: 2 });
    expect(tally.stats(minuteAgo, start)).toMatchObject({ delivered: 2, tlsFailures: 3, deferred: 2 });
    expect(tally.stats(start, start)).toMatchObject({ delivered: 2, tlsFailures: 2, deferred: 1 });
  });

  it.each(['before they are counted', 'after they are counted'])('tells the domains apart, %s', async (when) => {
    const to = (domain: string) => ({ ...delivered, domain });
    await append(to('partner.example'), to('mail.partner.example'), to('a.b.partner.example'));
    await append(to('other-partner.example'), to('partner.example.org'), to('partner-a.example'));
    if (when.startsWith('after')) await follower.catchUp();
    const count = (pattern: string | null) => tally.series(lastHour, pattern).buckets.at(-1)?.delivered;
    expect(count('partner.example')).toBe(1);
    expect(count('*.partner.example')).toBe(2);
    expect(count('*.example')).toBe(5);
    expect(count(null)).toBe(6);
    expect(count('*.partner')).toBe(0);
  });

  it('has a bucket for every time, at multiples of its length', () => {
    const from = Date.UTC(2026, 5, 15, 9, 20);
    const { buckets } = tally.series({ from, to: start, bucketMinutes: 60 }, null);
    expect(buckets.map(({ at }) => at.slice(11, 16))).toEqual(['09:00', '10:00', '11:00', '12:00']);
  });

  it.each(['before they are counted', 'after they are counted'])('puts a minute into its bucket, %s', async (when) => {
    const hour = start - hourMs;
    await append({ ...delivered, at: hour }, { ...delivered, at: hour + 59 * 60_000 }, { ...delivered, at: start });
    if (when.startsWith('after')) await follower.catchUp();
    const { buckets } = tally.series(lastHour, null);
    expect(buckets.map((one) => one.delivered)).toEqual([2, 1]);
  });

  it('adds whole hours and the minutes around them up to the same', async () => {
    const from = start - 3 * hourMs - 7 * 60_000;
    const to = start + 13 * 60_000;
    const minutes = (to - from) / 60_000 + 1;
    await append(...Array.from({ length: minutes + 2 }, (_, i) => ({ ...delivered, at: from + (i - 1) * 60_000 })));
    expect(tally.stats(from, to).delivered).toBe(minutes);
    await follower.catchUp();
    expect(tally.stats(from, to).delivered).toBe(minutes);
    expect(tally.stats(from, from).delivered).toBe(1);
    const sum = (bucketMinutes: number) =>
      tally.series({ from, to, bucketMinutes }, null).buckets.map((one) => one.delivered);
    expect(sum(60)).toEqual([8, 60, 60, 60, 14]);
    expect(sum(120)).toEqual([68, 120, 14]);
    expect(sum(30)).toEqual([8, 30, 30, 30, 30, 30, 30, 14]);
  });

  it('counts in steps, each in its own transaction, in the background', async () => {
    await append(...Array.from({ length: 700 }, () => delivered));
    const steps: [number, number][] = [];
    const watched: Derived = {
      name: 'watched',
      take(after, upTo) {
        steps.push([after, upTo]);
        return upTo;
      },
    };
    const background = followerOf(watched);
    background.start();
    await clock.advance(1000);
    // The step of 200 took 4 ms of the 6 that one may take: the next is as much longer.
    expect(steps).toEqual([
      [0, 200],
      [200, 500],
      [500, 700],
    ]);
    await append(delivered);
    await clock.advance(1000);
    expect(steps.at(-1)).toEqual([700, 701]);
    background.stop();
    await append(delivered);
    await clock.advance(1000);
    expect(steps).toHaveLength(4);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('takes each entry in once, although a step fails and the engine stops in between', async () => {
    await append(...Array.from({ length: 500 }, () => delivered));
    let calls = 0;
    const failing = followerOf({
      ...tally,
      take(after, upTo) {
        tally.take(after, upTo);
        calls += 1;
        if (calls === 2) throw new Error('The disk is full.');
        return upTo;
      },
    });
    failing.start();
    await clock.advance(1000);
    expect(calls).toBe(2);
    failing.stop();
    expect(db.prepare('SELECT seq FROM history_follower').pluck().all()).toEqual([200]);
    expect(tally.stats(start, start).delivered).toBe(500);

    reopen();
    await append(delivered);
    follower.start();
    await clock.advance(1000);
    follower.stop();
    expect(db.prepare('SELECT seq FROM history_follower').pluck().all()).toEqual([501]);
    expect(tally.stats(start, start).delivered).toBe(501);
    expect(counts.lastWeek().size).toBe(0);
  });

  it('tries again after a failure', async () => {
    await append(delivered);
    let calls = 0;
    const failing = followerOf({
      name: 'failing',
      take(_, upTo) {
        calls += 1;
        if (calls === 1) throw new Error('The disk is full.');
        return upTo;
      },
    });
    failing.start();
    await clock.advance(120_000);
    failing.stop();
    expect(calls).toBe(2);
  });

  it('keeps the counts of the last seven days by domain, hour by hour', async () => {
    await append({ ...accepted, at: start - 7 * dayMs - hourMs }, { ...accepted, at: start - 3 * dayMs });
    await append(accepted, deferred, deferred, expired, delivered);
    await append({ ...accepted, direction: 'inbound', sender: 'x@Sender.example', domain: 'office.example' });
    await follower.catchUp();
    const expected = [
      ['partner.example', { mail: 2, tlsFailures: 2 }],
      ['sender.example', { mail: 1, tlsFailures: 0 }],
    ];
    const sorted = () => [...counts.lastWeek()].sort(([one], [other]) => one.localeCompare(other));
    expect(sorted()).toEqual(expected);
    reopen();
    expect(sorted()).toEqual(expected);

    await append({ ...accepted, at: start + 60_000 });
    await follower.catchUp();
    expect(counts.lastWeek().get('partner.example')).toEqual({ mail: 3, tlsFailures: 2 });
    clock.set(start + 4 * dayMs);
    expect(counts.lastWeek().get('partner.example')).toEqual({ mail: 2, tlsFailures: 2 });
    clock.set(start + 8 * dayMs);
    expect(counts.lastWeek().size).toBe(0);
  });

  it('has read the hours before the first question, in small steps', async () => {
    await append({ ...accepted, at: start - dayMs });
    await follower.catchUp();
    reopen();
    counts.start();
    await clock.advance(2000);
    const read = clock.pendingTimers();
    expect(read).toBe(0);
    expect(counts.lastWeek().get('partner.example')?.mail).toBe(1);
    counts.stop();
  });

  it('forgets what is too old, some rows at a time', async () => {
    for (const domain of ['a.example', 'b.example', 'c.example']) {
      await append({ ...delivered, domain, at: start - 20 * dayMs }, { ...delivered, domain });
    }
    await append({ ...accepted, at: start - 20 * dayMs });
    await follower.catchUp();
    const before = start - 10 * dayMs;
    const steps: string[] = [];
    for (let name: string | null = ''; name !== null; name = tally.forgetBefore(before, name, 3)) steps.push(name);
    expect(steps.length).toBeGreaterThan(2);
    expect(db.prepare('SELECT name, count(*) AS rows FROM history_tally GROUP BY 1').all()).toEqual(
      ['', '@', 'example.a', 'example.b', 'example.c'].map((name) => ({ name, rows: 1 })),
    );
    expect(db.prepare('SELECT count(*) FROM history_hour').pluck().get()).toBe(0);
  });
});

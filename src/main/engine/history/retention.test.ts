import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../../../tests/support/fakeClock.ts';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import type { Certificate } from '../../../shared/contract/certificate.ts';
import { silentLogger } from '../runtime.ts';
import { type CertificateStore, createCertificateStore } from '../storage/certificateStore.ts';
import { type Db, openDatabase } from '../storage/database.ts';
import { createWriter, type Writer } from '../storage/writer.ts';
import { createBelievedTimeStore } from './believedTime.ts';
import { type CertificateUse, createCertificateUse } from './certificateUse.ts';
import { createDomainCounts } from './domainCounts.ts';
import type { NewHistoryEntry } from './entry.ts';
import { createFollower, type Follower } from './follower.ts';
import { createHistoryLog, type HistoryLog } from './log.ts';
import { keepRetention } from './retention.ts';
import { createTally, type Tally } from './tally.ts';
import { createTextIndex, type TextIndex } from './textIndex.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 5, 1);
const entry: NewHistoryEntry = {
  at: start,
  stage: 'Processing: Deliver',
  outcome: 'delivered',
  recipient: 'b@partner.example',
  domain: 'partner.example',
};

function certificate(sha256: string): Certificate {
  return {
    commonName: 'mx.partner.example',
    subjectAltNames: [],
    organization: null,
    location: null,
    serialNumber: '01',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    issuer: 'CN=R11',
    notBefore: new Date(start).toISOString(),
    notAfter: new Date(start).toISOString(),
    key: 'EC prime256v1',
    sha256,
    spkiPin: '',
    pem: '',
  };
}

describe('retention', () => {
  let db: Db;
  let writer: Writer;
  let certificates: CertificateStore;
  let log: HistoryLog;
  let text: TextIndex;
  let use: CertificateUse;
  let tally: Tally;
  let follower: Follower;
  let clock: FakeClock;
  let elapsedMs: number;
  let lookMs: number;

  const stopwatchMs = () => {
    elapsedMs += lookMs;
    return elapsedMs;
  };

  beforeEach(() => {
    clock = createFakeClock(start);
    elapsedMs = 0;
    lookMs = 0;
    db = openDatabase(join(temporaryFolder(), 'sealpost.db'), start).db;
    writer = createWriter(db);
    certificates = createCertificateStore(db);
    log = createHistoryLog(db, writer, certificates);
    text = createTextIndex(db, stopwatchMs);
    use = createCertificateUse(db, certificates);
    tally = createTally(db, createDomainCounts(db, writer, clock));
    follower = createFollower({ db, log, writer, clock, logger: silentLogger, stopwatchMs }, [tally, text, use]);
  });
  afterEach(() => db.close());

  const append = (entries: readonly NewHistoryEntry[]) =>
    writer.write(() => {
      for (const one of entries) log.append(one);
    });
  const many = (count: number, more: Partial<NewHistoryEntry>) =>
    append(Array.from({ length: count }, () => ({ ...entry, ...more })));
  const seqs = () => [log.oldestSeq(), log.latestSeq()];
  const keep = (limits: { retentionDays: number; maxBytes: number }) =>
    keepRetention({
      log,
      followers: { text, certificates: use, tally },
      believed: createBelievedTimeStore(db, clock.now()),
      writer,
      clock,
      logger: silentLogger,
      stopwatchMs,
      limits: () => limits,
    });
  const count = (sql: string) => db.prepare(`SELECT count(*) FROM ${sql}`).pluck().get();

  it('deletes what is past its days, with all that was derived from it', async () => {
    await many(1200, { at: start - 11 * dayMs, domain: 'gone.example' });
    await many(100, {});
    await follower.catchUp();
    expect(count('history_text')).toBe(81);
    const stop = keep({ retentionDays: 10, maxBytes: 1e9 });
    await clock.advance(10_000);
    stop();
    expect(seqs()).toEqual([1201, 1300]);
    expect(count('history_text')).toBe(6);
    expect(count('history_span')).toBe(1);
    expect(count("history_tally WHERE name = 'example.gone'")).toBe(0);
    expect(count("history_tally WHERE name = 'example.partner'")).toBe(1);
  });

  it('deletes what is more than its size, the oldest first, and counts on', async () => {
    await many(3000, {});
    await follower.catchUp();
    const stop = keep({ retentionDays: 10, maxBytes: 500_000 });
    await clock.advance(10_000);
    stop();
    const kept = log.latestSeq() - (log.oldestSeq() ?? 0) + 1;
    expect(log.latestSeq()).toBe(3000);
    // An entry is some 300 octets with all that goes with it.
    expect(kept).toBeGreaterThan(1200);
    expect(kept).toBeLessThan(2200);
    expect(tally.stats(start, start).delivered).toBe(3000);
  });

  it('keeps everything while there is room', async () => {
    await many(50, {});
    const stop = keep({ retentionDays: 10, maxBytes: 500_000 });
    await clock.advance(10_000);
    stop();
    expect(seqs()).toEqual([1, 50]);
  });

  it('takes smaller steps where they take long, and looks again in an hour', async () => {
    await many(1000, { at: start - 11 * dayMs });
    const sizes: number[] = [];
    const { removeBefore } = log;
    log.removeBefore = (before, now, limit) => {
      sizes.push(limit);
      return removeBefore(before, now, limit);
    };
    lookMs = 50;
    const stop = keep({ retentionDays: 10, maxBytes: 1e9 });
    await clock.advance(10_000);
    expect(sizes.slice(0, 4)).toEqual([100, 10, 10, 10]);
    expect(seqs()).toEqual([null, 0]);
    const rounds = sizes.length;
    await clock.advance(3_600_000);
    expect(sizes.length).toBe(rounds + 1);
    stop();
    expect(clock.pendingTimers()).toBe(0);
  });

  it('lets an entry of a wrong clock hold up nothing for long', async () => {
    await many(10, { at: start + 900 * dayMs });
    await many(500, { at: start - 11 * dayMs });
    await many(10, {});
    const stop = keep({ retentionDays: 10, maxBytes: 1e9 });
    await clock.advance(10_000);
    stop();
    expect(seqs()).toEqual([511, 520]);
  });

  it.each([365, -365, 26 * 365, -26 * 365, 1, -1])(
    'loses nothing by a clock that is %i days off for a night, also over starts of the engine',
    async (days) => {
      const limits = { retentionDays: 90, maxBytes: 1e9 };
      // Of the last days only: in the wrong time all of them are from the future.
      for (let day = 6; day >= 0; day -= 1) await many(10, { at: start - day * dayMs });
      keep(limits)();
      const first = keep(limits);
      await clock.advance(10_000);
      first();
      const right = clock.now();
      clock.set(right + days * dayMs);
      const wrong = keep(limits);
      await many(5, { at: clock.now() });
      await clock.advance(8 * 3_600_000);
      wrong();
      clock.set(right + 9 * 3_600_000);
      await many(5, { at: clock.now() });
      const after = keep(limits);
      await clock.advance(3 * 3_600_000);
      after();
      expect(seqs()).toEqual([1, 80]);
    },
  );

  it('catches up by a day an hour after a long time off', async () => {
    const limits = { retentionDays: 10, maxBytes: 1e9 };
    await many(10, { at: start });
    const before = keep(limits);
    await clock.advance(10_000);
    before();
    clock.set(start + 60 * dayMs);
    const after = keep(limits);
    await clock.advance(9 * 3_600_000);
    expect(seqs()).toEqual([1, 10]);
    await clock.advance(3 * 3_600_000);
    after();
    expect(seqs()).toEqual([null, 0]);
  });

  it('forgets certificates that no entry names any more, and no other', async () => {
    const shown = (sha256: string, at: number) => ({ ...entry, at, certificate: certificate(sha256) });
    const old = start - 11 * dayMs;
    await append([
      shown('OLD', old),
      shown('BOTH', old),
      shown('LATE', old),
      shown('NEW', start),
      shown('BOTH', start),
    ]);
    await follower.catchUp();
    // Named again by what no follower has seen yet.
    await append([shown('LATE', start)]);
    const stop = keep({ retentionDays: 10, maxBytes: 1e9 });
    await clock.advance(10_000);
    stop();
    expect(db.prepare('SELECT sha256 FROM certificate ORDER BY 1').pluck().all()).toEqual(['BOTH', 'LATE', 'NEW']);
    expect(certificates.get('OLD')).toBeNull();
    await append([shown('OLD', start)]);
    expect(certificates.get('OLD')?.sha256).toBe('OLD');
  });

  it('keeps what a wrong clock dated too early no shorter than what is before it', async () => {
    await many(10, {});
    await many(10, { at: 0 });
    const stop = keep({ retentionDays: 10, maxBytes: 1e9 });
    await clock.advance(10_000);
    stop();
    expect(seqs()).toEqual([1, 20]);
  });

  it('leaves certificates alone while an old log is taken in', async () => {
    await append([{ ...entry, at: start - 11 * dayMs, certificate: certificate('OLD') }]);
    const stop = keep({ retentionDays: 10, maxBytes: 1e9 });
    await clock.advance(10_000);
    stop();
    expect(certificates.get('OLD')).not.toBeNull();
  });
});

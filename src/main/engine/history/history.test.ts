import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import type { HistoryFilter, HistoryTail } from '../../../shared/contract/history.ts';
import { createCertificateStore } from '../storage/certificateStore.ts';
import { type Db, openDatabase } from '../storage/database.ts';
import { createWriter, type Writer } from '../storage/writer.ts';
import type { NewHistoryEntry } from './entry.ts';
import { createHistoryLog, type HistoryLog } from './log.ts';
import { matchesFilter } from './matches.ts';
import { createHistoryQuery, type HistoryPage, type HistoryQuery } from './query.ts';
import { followHistory } from './tail.ts';
import { createTextIndex } from './textIndex.ts';

const start = Date.UTC(2026, 5, 1);
const deferred: NewHistoryEntry = {
  at: start,
  stage: 'Processing: Check TLS',
  outcome: 'deferred',
  direction: 'outbound',
  queueId: 'Q1',
  sender: 'a@office.example',
  recipient: 'b@partner.example',
  domain: 'partner.example',
  code: 'certificate-expired',
  reply: null,
};

describe('history', () => {
  let db: Db;
  let writer: Writer;
  let log: HistoryLog;
  let query: HistoryQuery;
  const append = (...entries: NewHistoryEntry[]) => writer.write(() => entries.map((entry) => log.append(entry)));

  beforeEach(() => {
    db = openDatabase(join(temporaryFolder(), 'sealpost.db'), start).db;
    writer = createWriter(db);
    const certificates = createCertificateStore(db);
    log = createHistoryLog(db, writer, certificates);
    const stopwatchMs = () => performance.now();
    const index = createTextIndex(db, stopwatchMs);
    query = createHistoryQuery({ db, certificates, index, stopwatchMs });
  });

  it('numbers entries as they are committed and pages back from the newest', async () => {
    for (let i = 0; i < 25; i++) await append({ ...deferred, queueId: `Q${i}` });
    const first = query.find({}, {}, 10).entries;
    const second = query.find({}, { beforeSeq: first.at(-1)?.seq }, 10).entries;
    expect(first.map(({ queueId }) => queueId)).toEqual([
      'Q24',
      'Q23',
      'Q22',
      'Q21',
      'Q20',
      'Q19',
      'Q18',
      'Q17',
      'Q16',
      'Q15',
    ]);
    expect(second[0]?.queueId).toBe('Q14');
    expect(log.latestSeq()).toBe(first[0]?.seq);
  });

  it('keeps every field of an entry, each in its own column', async () => {
    const texts = [
      'queueId',
      'messageId',
      'sender',
      'recipient',
      'domain',
      'host',
      'address',
      'reply',
      'protocol',
      'cipher',
    ];
    const entry = {
      ...deferred,
      ...Object.fromEntries([...texts, 'ruleId', 'detail'].map((field) => [field, `its ${field}`])),
      mode: 'relaxed' as const,
      attempt: 3,
      nextAttemptAt: start + 1,
      expiresAt: start + 2,
    };
    await append(entry);
    const expected = { seq: 1, ...entry, at: new Date(start).toISOString(), certificate: null };
    const times = { nextAttemptAt: new Date(start + 1).toISOString(), expiresAt: new Date(start + 2).toISOString() };
    expect(query.find({}, {}, 10).entries).toEqual([{ ...expected, ...times }]);
  });

  it('shows the other entries although one has words of another version', async () => {
    await append(deferred, deferred);
    await writer.write(() =>
      db.exec("UPDATE history SET code = 'new-code', outcome = 'new', stage = 'New' WHERE seq = 1"),
    );
    expect(query.find({}, {}, 10).entries).toMatchObject([
      { seq: 2, code: 'certificate-expired' },
      { seq: 1, stage: 'Engine', outcome: 'warning', code: 'internal-error', recipient: 'b@partner.example' },
    ]);
  });

  const delivered: NewHistoryEntry = {
    ...deferred,
    stage: 'Processing: Deliver',
    outcome: 'delivered',
    code: null,
    domain: 'other.example',
    recipient: 'c@other.example',
    reply: '250 100%_done',
    protocol: 'TLSv1.3',
    at: start + 60_000,
  };
  const refused: NewHistoryEntry = {
    ...deferred,
    outcome: 'refused',
    direction: 'inbound',
    code: 'relaying-denied',
    sender: null,
    queueId: null,
  };
  const cameIn: NewHistoryEntry = {
    ...deferred,
    outcome: 'accepted',
    direction: 'inbound',
    code: null,
    sender: 'chef@Mail.Sender.example',
    recipient: 'a@office.example',
    domain: 'office.example',
    queueId: 'Q2',
    at: start - 60_000,
  };
  const cases: [string, HistoryFilter, string[]][] = [
    ['nothing', {}, ['refused', 'delivered', 'deferred', 'accepted']],
    ['a part of a domain, in any case', { domain: 'PARTNER' }, ['refused', 'deferred']],
    ['the domain of a rule', { pattern: 'partner.example' }, ['refused', 'deferred']],
    ['a domain that only ends alike', { pattern: 'artner.example' }, []],
    ['all below a wildcard', { pattern: '*.example' }, ['refused', 'delivered', 'deferred', 'accepted']],
    ['a wildcard, which is not its own domain', { pattern: '*.partner.example' }, []],
    ['the domain that mail came from', { pattern: 'mail.sender.example' }, ['accepted']],
    ['a domain that the sender only ends alike', { pattern: 'sender.example' }, []],
    ['a wildcard for where mail came from', { pattern: '*.sender.example' }, ['accepted']],
    ['a part of the domain that mail came from', { domain: 'mail.SENDER' }, ['accepted']],
    ['a sender, whose name is no domain', { domain: 'chef' }, []],
    ['a sender', { sender: 'office' }, ['delivered', 'deferred']],
    ['one outcome', { outcome: 'delivered' }, ['delivered']],
    ['some outcomes', { outcome: ['delivered', 'refused'] }, ['refused', 'delivered']],
    ['a code', { code: 'certificate-expired' }, ['deferred']],
    ['a direction', { direction: 'inbound' }, ['refused', 'accepted']],
    ['TLS failures', { onlyTlsFailures: true }, ['deferred']],
    ['text with wildcards in it', { text: '100%_D' }, ['delivered']],
    ['a wildcard that must not match', { text: '%x' }, []],
    ['a time', { from: new Date(start + 1).toISOString() }, ['delivered']],
    ['a message', { queueId: 'Q1' }, ['delivered', 'deferred']],
  ];
  it.each(cases)('finds by %s, and the live filter agrees', async (_, filter, outcomes) => {
    await append(cameIn, deferred, delivered, refused);
    expect(query.find(filter, {}, 10).entries.map(({ outcome }) => outcome)).toEqual(outcomes);
    const live = query.find({}, {}, 10).entries.filter((entry) => matchesFilter(entry, filter));
    expect(live.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  it('pages forward too, still with the newest first', async () => {
    for (let i = 0; i < 25; i++) await append({ ...deferred, queueId: `Q${i}` });
    const seqs = (page: HistoryPage) => query.find({}, page, 3).entries.map(({ seq }) => seq);
    expect(seqs({ afterSeq: 10 })).toEqual([13, 12, 11]);
    expect(seqs({ afterSeq: 23 })).toEqual([25, 24]);
    expect(seqs({ afterSeq: 25 })).toEqual([]);
    expect(seqs({ afterSeq: 10, beforeSeq: 12 })).toEqual([11]);
  });

  it('tells nobody of an entry whose transaction was undone', async () => {
    const heard: number[] = [];
    log.onAppended((entries) => heard.push(...entries.map(({ seq }) => seq)));
    await writer
      .write(() => {
        log.append(deferred);
        throw new Error('no');
      })
      .catch(() => {});
    const [seq] = await append(deferred);
    await Promise.resolve();
    expect(heard).toEqual([seq]);
  });

  it('follows in batches of at most 200, one under way at a time', async () => {
    const clock = createFakeClock(start);
    const batches: HistoryTail[] = [];
    let take = () => {};
    followHistory(log, clock, {}, (batch) => {
      batches.push(batch);
      return new Promise((resolve) => {
        take = resolve;
      });
    });
    await append(...Array.from({ length: 450 }, () => deferred));
    await clock.advance(1000);
    expect(batches.map((batch) => (batch.kind === 'entries' ? batch.entries.length : 'gap'))).toEqual([200]);
    take();
    await clock.advance(1000);
    take();
    await clock.advance(1000);
    expect(batches.map((batch) => (batch.kind === 'entries' ? batch.entries.length : 'gap'))).toEqual([200, 200, 50]);
  });

  it('gives a gap to a subscriber that falls behind, and goes on after it', async () => {
    const clock = createFakeClock(start);
    const batches: HistoryTail[] = [];
    let take = () => {};
    followHistory(log, clock, {}, (batch) => {
      batches.push(batch);
      return new Promise((resolve) => {
        take = resolve;
      });
    });
    await append(deferred);
    await clock.advance(1000);
    for (let i = 0; i < 6; i++) await append(...Array.from({ length: 500 }, () => deferred));
    take();
    await clock.advance(1000);
    take();
    await append({ ...deferred, queueId: 'after' });
    await clock.advance(1000);
    expect(batches.map(({ kind }) => kind)).toEqual(['entries', 'gap', 'entries']);
    const [, gap, last] = batches;
    const covered = last?.kind === 'entries' ? last.entries[0]?.seq : null;
    expect(covered).toBe((gap?.latestSeq ?? 0) + 1);
  });

  it('stops for a subscriber that is gone', async () => {
    const clock = createFakeClock(start);
    let calls = 0;
    followHistory(log, clock, {}, async () => {
      calls += 1;
      throw new Error('gone');
    });
    await append(deferred);
    await clock.advance(1000);
    await append(deferred);
    await clock.advance(1000);
    expect(calls).toBe(1);
  });
});

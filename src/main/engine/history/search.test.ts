import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import { seededRandom } from '../../../../tests/support/seededRandom.ts';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import type { HistoryEntry, HistoryFilter } from '../../../shared/contract/history.ts';
import { failureCodes } from '../../../shared/domain/failureCode.ts';
import { historyOutcomes } from '../../../shared/domain/historyWords.ts';
import { silentLogger } from '../runtime.ts';
import { createCertificateStore } from '../storage/certificateStore.ts';
import { closeDatabase, type Db, openDatabase } from '../storage/database.ts';
import { migrations } from '../storage/migrations.ts';
import { createWriter, type Writer } from '../storage/writer.ts';
import type { NewHistoryEntry } from './entry.ts';
import { createFollower, type Follower } from './follower.ts';
import { createHistoryLog, type HistoryLog } from './log.ts';
import { matchesFilter } from './matches.ts';
import { createHistoryQuery, type HistoryPage, type HistoryQuery } from './query.ts';
import { createTextIndex, type TextIndex } from './textIndex.ts';

const start = Date.UTC(2026, 5, 1);
const seed = Number(process.env.SEED ?? 20261122);

describe('searching the log', () => {
  let db: Db;
  let writer: Writer;
  let log: HistoryLog;
  let index: TextIndex;
  let query: HistoryQuery;
  let follower: Follower;
  /** What the next look at the stopwatch costs: a search that takes long. */
  let lookMs: number;

  beforeEach(() => {
    db = openDatabase(join(temporaryFolder(), 'sealpost.db'), start).db;
    writer = createWriter(db);
    const certificates = createCertificateStore(db);
    log = createHistoryLog(db, writer, certificates);
    lookMs = 0;
    let elapsedMs = 0;
    const stopwatchMs = () => {
      elapsedMs += lookMs;
      return elapsedMs;
    };
    index = createTextIndex(db, stopwatchMs);
    query = createHistoryQuery({ db, certificates, index, stopwatchMs });
    const clock = createFakeClock(start);
    follower = createFollower({ db, log, writer, clock, logger: silentLogger, stopwatchMs }, [index]);
  });
  afterEach(() => db.close());

  const append = (entries: readonly NewHistoryEntry[]) =>
    writer.write(() => {
      for (const entry of entries) log.append(entry);
    });

  /** Every page, followed to the end; the last comes with `nextSeq` null. */
  const findAll = (filter: HistoryFilter, limit: number, forward = false) => {
    const found: HistoryEntry[] = [];
    let page: HistoryPage = forward ? { afterSeq: 0 } : {};
    let pages = 0;
    for (;;) {
      const { entries, nextSeq } = query.find(filter, page, limit);
      found.push(...(forward ? entries.toReversed() : entries));
      pages += 1;
      if (nextSeq === null) return { found: forward ? found.reverse() : found, pages };
      page = forward ? { afterSeq: nextSeq } : { beforeSeq: nextSeq };
    }
  };

  it(`finds by any filter what a look at each entry finds (seed ${seed})`, async () => {
    const random = seededRandom(seed);
    const entries = Array.from({ length: 700 }, (_, i) => randomEntry(random, i));
    await append(entries.slice(0, 600));
    await follower.catchUp();
    expect(index.coveredSeq()).toBe(591);
    await append(entries.slice(600));
    const all = query.find({}, {}, 1000).entries;
    expect(all).toHaveLength(700);

    let matched = 0;
    for (let i = 0; i < 120; i++) {
      const filter = randomFilter(random);
      const expected = all.filter((entry) => matchesFilter(entry, filter)).map(({ seq }) => seq);
      const seqs = (found: readonly HistoryEntry[]) => found.map(({ seq }) => seq);
      const limit = 1 + Math.floor(random() * 60);
      lookMs = random() < 0.3 ? 1000 : 0;
      const about = JSON.stringify({ filter, limit, lookMs });
      expect(seqs(findAll(filter, limit).found), about).toEqual(expected);
      expect(seqs(findAll(filter, limit, true).found), `${about} forward`).toEqual(expected);
      lookMs = 0;
      expect(query.count(filter), about).toEqual({ count: expected.length, exact: true });
      matched += Number(expected.length > 0);
    }
    expect(matched).toBeGreaterThan(30);
    expect(matched).toBeLessThan(118);
  });

  it('ends a search that takes long, and goes on where it ended', async () => {
    const entries = Array.from({ length: 3000 }, (_, i) => plain(i, { recipient: `r${i}@partner.example` }));
    await append(entries);
    lookMs = 1000;
    const first = query.find({ text: 'r7@partner' }, {}, 10);
    expect(first).toEqual({ entries: [], nextSeq: 2501 });
    expect(findAll({ text: 'r7@partner' }, 10)).toMatchObject({ found: [{ seq: 8 }], pages: 6 });
    const count = query.count({ text: 'partner' });
    expect(count).toEqual({ count: 3000, exact: false });
  });

  it('reads only the blocks that may have what is looked for', async () => {
    await append(
      Array.from({ length: 1600 }, (_, i) =>
        plain(i, { recipient: i === 77 ? 'needle@hay.example' : 'hay@hay.example' }),
      ),
    );
    await follower.catchUp();
    const range = { first: 1, last: 1600 };
    expect(index.countBlocks('"nee"', range)).toBe(1);
    expect(index.countBlocks('"hay"', range)).toBe(100);
    expect(query.find({ recipient: 'NEEDLE@' }, {}, 10).entries.map(({ seq }) => seq)).toEqual([78]);
  });

  it('forgets blocks with their entries', async () => {
    await append(Array.from({ length: 1600 }, (_, i) => plain(i, { queueId: `Q${i}X` })));
    await follower.catchUp();
    const removed = await writer.write(() => log.removeBefore(start + 800, start + 5000, 1000));
    expect(removed).toBe(800);
    expect(await writer.write(() => index.forgetBefore(query.oldestSeq() ?? 0, 30))).toBe(30);
    expect(await writer.write(() => index.forgetBefore(query.oldestSeq() ?? 0, 30))).toBe(20);
    expect(index.countBlocks('"hay"', { first: 0, last: 10_000 })).toBe(50);
    expect(query.find({ text: 'q700x' }, {}, 10).entries).toEqual([]);
    expect(query.find({ text: 'q900x' }, {}, 10).entries).toHaveLength(1);
    expect(query.count({})).toEqual({ count: 800, exact: true });
    await append([plain(5000, { queueId: 'NEWONE' })]);
    expect(query.find({ text: 'newone' }, {}, 10).entries).toHaveLength(1);
  });

  it('finds by time although the clock was set back', async () => {
    const times = Array.from({ length: 5000 }, (_, i) => (i < 2500 ? i : i - 2000));
    await append(times.map((at) => plain(at, {})));
    await follower.catchUp();
    const time = (ms: number) => new Date(start + ms).toISOString();
    const filter = { from: time(600), to: time(609) };
    const { found } = findAll(filter, 100);
    expect(found.map(({ at }) => Date.parse(at) - start)).toEqual(
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((ms) => 600 + ms),
    );
    expect(query.find({ to: time(100) }, {}, 1).entries[0]?.seq).toBe(101);
    expect(query.find({ from: time(9000) }, {}, 1)).toEqual({ entries: [], nextSeq: null });
  });

  it('takes in the log of a version that had no index, and goes on after a stop in the middle', async () => {
    const file = join(temporaryFolder(), 'sealpost.db');
    const old = new Database(file);
    for (const step of migrations.slice(0, 2)) old.exec(step);
    old.pragma('user_version = 2');
    const insert = old.prepare(
      "INSERT INTO history (at, stage, outcome, recipient, domain) VALUES (?, 'Processing: Deliver', 'delivered', ?, 'hay.example')",
    );
    old.transaction(() => {
      for (let i = 0; i < 1000; i++) insert.run(start + i, `r${i}@hay.example`);
    })();
    old.close();

    for (const turn of ['interrupted', 'to the end']) {
      const upgraded = openDatabase(file, start).db;
      const writing = createWriter(upgraded);
      const keeping = createCertificateStore(upgraded);
      const appending = createHistoryLog(upgraded, writing, keeping);
      const clock = createFakeClock(start);
      const stopwatchMs = () => 0;
      const indexing = createTextIndex(upgraded, stopwatchMs);
      const deps = { db: upgraded, log: appending, writer: writing, clock, logger: silentLogger, stopwatchMs };
      const following = createFollower(deps, [indexing]);
      following.start();
      await clock.advance(turn === 'interrupted' ? 250 : 10_000);
      following.stop();
      expect(indexing.coveredSeq()).toBe(turn === 'interrupted' ? 191 : 991);
      const asking = createHistoryQuery({ db: upgraded, certificates: keeping, index: indexing, stopwatchMs });
      for (const i of [0, 150, 500, 999]) {
        expect(asking.find({ text: `r${i}@HAY` }, {}, 10).entries.map(({ seq }) => seq)).toEqual([i + 1]);
      }
      expect(asking.count({ domain: 'hay' })).toEqual({ count: 1000, exact: true });
      closeDatabase(upgraded);
    }
  });

  it('tells a message with its notices as one story', async () => {
    await append([
      plain(1, { queueId: 'M1', outcome: 'accepted' }),
      plain(2, { queueId: 'M2', outcome: 'accepted' }),
      plain(3, { queueId: 'M1', outcome: 'notified', detail: 'Delay warning queued as D1.' }),
      plain(4, { queueId: 'D1', outcome: 'delivered' }),
      plain(5, { queueId: 'M1', outcome: 'delivered' }),
    ]);
    const { entries, cut } = query.timeline('M1', 100);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 3, 4, 5]);
    expect(cut).toBe(false);
    expect(query.timeline('M1', 2)).toMatchObject({ entries: [{ seq: 4 }, { seq: 5 }], cut: true });
    expect(query.timeline('none', 2)).toEqual({ entries: [], cut: false });
  });
});

function plain(i: number, more: Partial<NewHistoryEntry>): NewHistoryEntry {
  return {
    at: start + i,
    stage: 'Processing: Deliver',
    outcome: 'delivered',
    direction: 'outbound',
    sender: 'a@office.example',
    recipient: 'hay@hay.example',
    ...more,
  };
}

const words = [
  'anna',
  'BIRCH',
  'bank',
  'müller',
  'Ölwerk',
  '100%',
  'a_b',
  '"quoted"',
  'x',
  'xy',
  'αβγ',
  'line\tbreak',
  '例え',
  "o'neil",
];

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

function randomEntry(random: () => number, i: number): NewHistoryEntry {
  const word = () => pick(random, words);
  const maybe = (text: string) => (random() < 0.2 ? null : text);
  return {
    // Sometimes the clock is wrong.
    at: start + i * 1000 - (random() < 0.02 ? 400_000 : 0),
    stage: 'Processing: Deliver',
    outcome: pick(random, historyOutcomes),
    direction: random() < 0.1 ? null : pick(random, ['outbound', 'inbound'] as const),
    code: random() < 0.5 ? null : pick(random, failureCodes),
    queueId: maybe(`Q${Math.floor(i / 3)}`),
    messageId: maybe(`<${i}.${word()}@office.example>`),
    sender: maybe(`${word()}@office.example`),
    recipient: maybe(`${word()}.${word()}@${word()}.example`),
    domain: maybe(`${word()}.example`),
    host: maybe(`mx.${word()}.example`),
    reply: maybe(`250 ${word()} ${word()}`),
    detail: maybe(word()),
  };
}

function randomFilter(random: () => number): HistoryFilter {
  const part = () => {
    const whole = pick(random, [
      ...words,
      ...words,
      '@office',
      'example',
      'q12',
      'certificate-',
      '250 ',
      'zzz',
      '.example>',
    ]);
    const from = random() < 0.5 ? 0 : Math.floor(random() * whole.length);
    const text = whole.slice(from);
    return random() < 0.3 ? text.toUpperCase() : text;
  };
  const filter: HistoryFilter = {};
  if (random() < 0.4) filter.text = part();
  if (random() < 0.2) filter.domain = part();
  if (random() < 0.2) filter.sender = part();
  if (random() < 0.2) filter.recipient = part();
  if (random() < 0.2) filter.outcome = pick(random, historyOutcomes);
  if (random() < 0.2) filter.outcome = Array.from({ length: 4 }, () => pick(random, historyOutcomes));
  if (random() < 0.15) filter.code = pick(random, failureCodes);
  if (random() < 0.15) filter.direction = pick(random, ['outbound', 'inbound'] as const);
  if (random() < 0.15) filter.onlyTlsFailures = true;
  if (random() < 0.05) filter.queueId = `Q${Math.floor(random() * 240)}`;
  const time = () => new Date(start + Math.floor(random() * 700) * 1000).toISOString();
  if (random() < 0.2) filter.from = time();
  if (random() < 0.2) filter.to = time();
  return filter;
}

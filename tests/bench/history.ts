import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCertificateUse } from '../../src/main/engine/history/certificateUse.ts';
import { createDomainCounts } from '../../src/main/engine/history/domainCounts.ts';
import type { NewHistoryEntry } from '../../src/main/engine/history/entry.ts';
import { createFollower, type Derived } from '../../src/main/engine/history/follower.ts';
import { createHistoryLog } from '../../src/main/engine/history/log.ts';
import { createHistoryQuery } from '../../src/main/engine/history/query.ts';
import { keepRetention } from '../../src/main/engine/history/retention.ts';
import { createTally } from '../../src/main/engine/history/tally.ts';
import { createTextIndex } from '../../src/main/engine/history/textIndex.ts';
import { silentLogger, systemClock } from '../../src/main/engine/runtime.ts';
import { createCertificateStore } from '../../src/main/engine/storage/certificateStore.ts';
import { openDatabase } from '../../src/main/engine/storage/database.ts';
import { createWriter, type Writer } from '../../src/main/engine/storage/writer.ts';
import type { HistoryFilter } from '../../src/shared/contract/history.ts';
import { createChance } from './seed/chance.ts';
import { createPeer } from './seed/peers.ts';
import { traffic } from './seed/traffic.ts';
import { defaultSeed, seedFolder } from './seedFolder.ts';

/**
 * What the log costs with so many entries. Prints a line of JSON a figure, in milliseconds of CPU where not said otherwise.
 *
 *     node tests/bench/history.ts [--dir SEEDED] [--entries N] [--copies N] [--append]
 *
 * `--append` prints only what appending and the newest page cost: to compare lengths of the log.
 * `--dir` takes a folder that seedFolder.ts filled (it is copied), `--copies` appends its entries so many times again.
 */
const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    entries: { type: 'string', default: '1000000' },
    copies: { type: 'string', default: '0' },
    append: { type: 'boolean', default: false },
  },
});
/** Of this thread: what else the machine does is not what is measured, and no disk is waited for. */
const stopwatchMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
const say = (what: string, figures: object) => process.stdout.write(`${JSON.stringify({ what, ...figures })}\n`);
const rounded = (ms: number) => Math.round(ms * 100) / 100;

const folder = mkdtempSync(join(tmpdir(), 'sealpost-bench-'));
try {
  if (values.dir === undefined) {
    seedFolder(folder, { ...defaultSeed, rules: 10_000, queued: 0, entries: Number(values.entries), now: Date.now() });
  } else {
    cpSync(values.dir, folder, { recursive: true });
  }
  await measure(join(folder, 'sealpost.db'), Number(values.copies));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(file: string, copies: number): Promise<void> {
  const { db } = openDatabase(file, Date.now());
  // What the disk does is not what is measured: it is the same for any length of the log.
  db.pragma('synchronous = OFF');
  const by = db.prepare<[], number | null>('SELECT max(seq) FROM history').pluck().get() ?? 0;
  for (let i = 1; i <= copies; i++) {
    db.exec(`CREATE TEMP TABLE IF NOT EXISTS part AS SELECT * FROM history WHERE seq <= ${by}`);
    db.exec(`UPDATE temp.part SET seq = seq + ${by}`);
    db.exec('INSERT INTO history SELECT * FROM temp.part');
  }
  db.exec('DROP TABLE IF EXISTS temp.part');
  db.pragma('wal_checkpoint(TRUNCATE)');

  const writer = createWriter(db);
  const certificates = createCertificateStore(db);
  const log = createHistoryLog(db, writer, certificates);
  const counts = createDomainCounts(db, writer, systemClock);
  const tally = createTally(db, counts);
  const text = createTextIndex(db, stopwatchMs);
  const use = createCertificateUse(db, certificates);
  const query = createHistoryQuery({ db, certificates, index: text, stopwatchMs });
  const deps = { db, log, writer, clock: systemClock, logger: silentLogger, stopwatchMs };
  const latestAt = Number(db.prepare('SELECT at FROM history ORDER BY seq DESC LIMIT 1').pluck().get() ?? Date.now());

  say('entries', { count: log.latestSeq() });
  say('append', await appendCost(writer, (entry) => void log.append(entry), latestAt));
  say('newest page', spread(Array.from({ length: 20 }, () => timeOf(() => void query.find({}, {}, 100)))));
  if (values.append) {
    db.close();
    return;
  }
  for (const [name, ...derived] of [
    ['counters', tally],
    ['search index', text],
    ['certificates', use],
  ] as const) {
    const steps: number[] = [];
    const startedAt = stopwatchMs();
    await createFollower(
      deps,
      derived.map((one) => timed(one, steps)),
    ).catchUp();
    const perEntryUs = rounded(((stopwatchMs() - startedAt) * 1000) / log.latestSeq());
    say(`catching up: ${name}`, { perEntryUs, ...spread(steps) });
  }

  const iso = (ms: number) => new Date(ms).toISOString();
  const hourMs = 3_600_000;
  const sample = query.find({ outcome: 'delivered' }, { beforeSeq: Math.ceil(log.latestSeq() / 2) }, 1).entries[0];
  const filters: [string, HistoryFilter][] = [
    ['newest page', {}],
    ['one outcome, frequent', { outcome: 'delivered' }],
    ['one outcome, rare', { outcome: 'expired' }],
    ['a code', { code: 'handshake-failed' }],
    ['a code that there is none of', { code: 'pin-mismatch' }],
    ['only TLS failures', { onlyTlsFailures: true }],
    ['direction', { direction: 'inbound' }],
    ['a domain', { domain: 'tower-energy3.example.org' }],
    ['a part of a sender', { sender: 'anna.birch@' }],
    ['a sender that there is none of', { sender: 'nobody.at.all@' }],
    ['an hour a week ago', { from: iso(latestAt - 168 * hourMs), to: iso(latestAt - 167 * hourMs) }],
    ['an hour of failures', { from: iso(latestAt - 48 * hourMs), to: iso(latestAt - 47 * hourMs), outcome: 'failed' }],
    ['text: frequent', { text: 'office' }],
    ['text: a part of a domain', { text: 'willow-legal' }],
    ['text: a message ID in the middle', { text: sample?.messageId ?? '' }],
    ['text: a reply', { text: 'user unknown' }],
    ['text: none', { text: 'zzzqqq' }],
    ['text: none, of frequent parts', { text: 'anna@birch-bank.example' }],
    ['text and outcome', { text: 'willow', outcome: 'failed' }],
    [
      'text, TLS failures, direction, a day',
      {
        text: 'oak',
        onlyTlsFailures: true,
        direction: 'outbound',
        from: iso(latestAt - 48 * hourMs),
        to: iso(latestAt - 24 * hourMs),
      },
    ],
    ['text: two letters, none', { text: 'q~' }],
  ];
  for (const [name, filter] of filters) {
    const times: number[] = [];
    let found = 0;
    let answers = 0;
    for (let round = 0; round < 5; round++) {
      const startedAt = stopwatchMs();
      const first = query.find(filter, {}, 100);
      times.push(stopwatchMs() - startedAt);
      found = first.entries.length;
      answers = 1;
      // To the end of what a page shows, where one answer was cut short.
      for (let next = first.nextSeq; next !== null && found < 100; answers++) {
        const more = query.find(filter, { beforeSeq: next }, 100);
        found += more.entries.length;
        next = more.nextSeq;
      }
    }
    const countedAt = stopwatchMs();
    const counted = query.count(filter);
    say(`page of ${name}`, {
      ...spread(times),
      found,
      answers,
      count: counted,
      countMs: rounded(stopwatchMs() - countedAt),
    });
  }
  const chart = (hours: number, bucketMinutes: number, pattern: string | null) => () =>
    void tally.series({ from: latestAt - hours * hourMs, to: latestAt, bucketMinutes }, pattern);
  const charts: [string, () => void][] = [
    ['chart of an hour by minutes', chart(1, 1, null)],
    ['chart of a day by 15 minutes', chart(24, 15, null)],
    ['chart of a week by hours', chart(168, 60, null)],
    ['chart of a week of a domain', chart(168, 60, 'tower-energy3.example.org')],
    ['chart of a week of a wildcard', chart(168, 60, '*.example.org')],
    ['figures of a day', () => void tally.stats(latestAt - 24 * hourMs, latestAt)],
    ['counts of all domains', () => void counts.lastWeek()],
    ['story of a message', () => void query.timeline(sample?.queueId ?? '', 1000)],
  ];
  for (const [name, run] of charts) {
    const times = Array.from({ length: 5 }, () => timeOf(run));
    say(name, spread(times));
  }
  const sizes = db
    .prepare<[], { name: string; size: number }>(
      "SELECT name, sum(pgsize) AS size FROM dbstat WHERE name LIKE 'history%' OR name LIKE 'certificate%' GROUP BY 1",
    )
    .all();
  say('octets an entry', Object.fromEntries(sizes.map(({ name, size }) => [name, rounded(size / log.latestSeq())])));
  await measureRetention();
  db.close();

  /** Deletes a tenth, while commits with one entry each are asked for all the time: how long do they wait? */
  async function measureRetention(): Promise<void> {
    const oldest = log.oldestSeq() ?? 0;
    const tenth = oldest + Math.floor((log.latestSeq() - oldest) / 10);
    const waits: number[] = [];
    let done = false;
    const fast = { ...systemClock, setTimer: (callback: () => void) => systemClock.setTimer(callback, 0) };
    const clock = { ...fast, now: () => latestAt };
    const stop = keepRetention({
      believed: { get: () => latestAt, save: () => {} },
      log: { ...log, seqOverSize: () => tenth },
      followers: {
        text,
        certificates: use,
        tally: {
          forgetBefore: (...about) => {
            const next = tally.forgetBefore(...about);
            done = next === null;
            return next;
          },
        },
      },
      writer,
      clock,
      logger: silentLogger,
      stopwatchMs,
      limits: () => ({ retentionDays: 12, maxBytes: 0 }),
    });
    while (!done) {
      const startedAt = stopwatchMs();
      await writer.write(() => {});
      waits.push(stopwatchMs() - startedAt);
    }
    stop();
    say('commits while retention deletes a tenth', { commits: waits.length, ...spread(waits) });
  }
}

function timed(one: Derived, steps: number[]): Derived {
  const { tidy } = one;
  const measured = <Result>(work: () => Result): Result => {
    const startedAt = stopwatchMs();
    const result = work();
    steps.push(stopwatchMs() - startedAt);
    return result;
  };
  return {
    name: one.name,
    take: (after, upTo) => measured(() => one.take(after, upTo)),
    ...(tidy ? { tidy: () => measured(tidy) } : {}),
  };
}

/** 20,000 entries, ten a commit. */
async function appendCost(writer: Writer, append: (entry: NewHistoryEntry) => void, now: number) {
  const chance = createChance(7);
  const peers = Array.from({ length: 300 }, (_, i) => createPeer(chance, `append${i}.example`, null, now));
  const entries = [...traffic(chance, peers, { count: 20_000, days: 0.01, now })];
  const startedAt = stopwatchMs();
  for (let at = 0; at < entries.length; at += 10) {
    await writer.write(() => entries.slice(at, at + 10).forEach(append));
  }
  return { perEntryUs: rounded(((stopwatchMs() - startedAt) * 1000) / entries.length) };
}

function timeOf(run: () => void): number {
  const startedAt = stopwatchMs();
  run();
  return stopwatchMs() - startedAt;
}

function spread(times: number[]) {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (part: number) => rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
  return { median: at(0.5), p99: at(0.99), slowest: at(1) };
}

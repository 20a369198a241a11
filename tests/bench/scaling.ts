// Whether cost grows with the work or with what lies about: picking the next due message, matching a rule and appending to
// the log, each among more and more. Prints one table for each; the last column compares with the first row.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHistoryLog } from '../../src/main/engine/history/log.ts';
import { createMatcher } from '../../src/main/engine/policy/matcher.ts';
import { createQueueStore } from '../../src/main/engine/queue/store.ts';
import { createDueDomains } from '../../src/main/engine/scheduler/dueDomains.ts';
import { createCertificateStore } from '../../src/main/engine/storage/certificateStore.ts';
import { type Db, openDatabase } from '../../src/main/engine/storage/database.ts';
import { createWriter } from '../../src/main/engine/storage/writer.ts';
import { createChance } from './seed/chance.ts';

interface Point {
  among: number;
  microseconds: number;
}

const repeats = 2000;
const batch = 10_000;
const now = Date.now();
const hourMs = 3_600_000;
const { below } = createChance(1);
/** All of one length: a longer name costs more, wherever it is looked for. */
const domainAt = (place: number) => `d${String(place).padStart(7, '0')}.example`;

/** CPU time, of the quickest of several runs: what else the machine does makes them slower, never quicker. */
function microsecondsOf(runs: number, work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < repeats; i += 1) work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / repeats);
  }
  return best;
}

function withDatabase<Result>(dir: string, work: (db: Db) => Result): Result {
  const folder = mkdtempSync(join(dir, 'scaling-'));
  const { db } = openDatabase(join(folder, 'sealpost.db'), now);
  // What is measured is work, not the disk.
  db.pragma('synchronous = OFF');
  try {
    return work(db);
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

/** Half of it for one domain, the rest for a thousand others. */
function measureDue(dir: string, sizes: readonly number[]): Point[] {
  return withDatabase(dir, (db) => {
    const store = createQueueStore(db);
    let queued = 0;
    const fill = db.transaction((until: number) => {
      for (; queued < until; queued += 1) {
        const domain = domainAt(queued % 2 === 0 ? 0 : below(1000));
        store.insert({
          queueId: `Q${queued}`,
          direction: 'outbound',
          sender: 'a@office.example',
          messageId: null,
          subject: null,
          size: 3,
          receivedAt: now - below(hourMs),
          eightBitMime: false,
          smtpUtf8: false,
          body: { kind: 'inline', data: Buffer.from('abc') },
          recipients: [{ address: `x@${domain}`, domain, direction: 'outbound', expiresAt: now + hourMs }],
        });
      }
    });
    return sizes.map((among) => {
      while (queued < among) fill(Math.min(among, queued + batch));
      const due = createDueDomains();
      due.replace(store.waitingDomains());
      const pick = () => {
        const domain = due.first(now);
        const recipients = domain === null ? [] : store.findDueOf(domain, now);
        const [first] = recipients;
        if (!first || domain === null) throw new Error('Mail is due.');
        if (!store.getMessage(first.message_rowid)) throw new Error('The message is there.');
        store.lease(recipients.map(({ id }) => id));
        due.correct(domain, store.nextDueAtOf(domain));
        store.release(recipients);
        due.offer(domain, first.next_attempt_at ?? now);
      };
      return { among, microseconds: db.transaction(() => microsecondsOf(5, pick))() };
    });
  });
}

function measureRules(sizes: readonly number[]): Point[] {
  return sizes.map((among) => {
    const patterns = Array.from({ length: among }, (_, i) => ({
      pattern: i % 3 === 0 ? `*.${domainAt(i)}` : domainAt(i),
      value: i,
    }));
    const matcher = createMatcher(patterns);
    // From all over: enough that how their hashes fall evens out, and so few that the processor's caches hold what they
    // touch, which is not the matcher's doing.
    const names = Array.from({ length: 100 }, (_, i) => `mail.sub.${domainAt(Math.floor((i * among) / 100))}`);
    let turn = 0;
    const match = () => {
      turn += 1;
      matcher.match(names[turn % names.length] ?? '');
    };
    // So many runs of less than a millisecond that some come after V8 has looked through the new patterns.
    return { among, microseconds: microsecondsOf(1000, match) };
  });
}

function measureLog(dir: string, sizes: readonly number[]): Point[] {
  return withDatabase(dir, (db) => {
    const writer = createWriter(db);
    const log = createHistoryLog(db, writer, createCertificateStore(db));
    let entries = 0;
    const append = () => {
      const domain = domainAt(below(1000));
      log.append({
        at: now + entries,
        stage: 'Processing: Deliver',
        outcome: 'delivered',
        direction: 'outbound',
        queueId: `Q${entries}`,
        messageId: `<${entries}@office.example>`,
        sender: 'a@office.example',
        recipient: `x@${domain}`,
        domain,
        host: `mx.${domain}`,
        address: '192.0.2.1',
        reply: '250 2.0.0 Ok: queued',
        protocol: 'TLSv1.3',
        cipher: 'TLS_AES_256_GCM_SHA384',
        mode: 'strict',
        attempt: 1,
      });
      entries += 1;
    };
    const fill = db.transaction((until: number) => {
      while (entries < until) append();
    });
    return sizes.map((among) => {
      while (entries < among) fill(Math.min(among, entries + batch));
      return { among, microseconds: db.transaction(() => microsecondsOf(5, append))() };
    });
  });
}

function print(title: string, points: readonly Point[]): void {
  const first = points[0]?.microseconds ?? Number.NaN;
  console.info(`\n| ${title} | CPU µs each | against the first |\n| --- | --- | --- |`);
  for (const { among, microseconds } of points) {
    const times = (microseconds / first).toFixed(2);
    console.info(`| ${among.toLocaleString('en')} | ${microseconds.toFixed(1)} | ${times} |`);
  }
}

const powers = (from: number, to: number) =>
  Array.from({ length: 8 }, (_, i) => from * 10 ** i).filter((size) => size <= to);

const { values } = parseArgs({
  options: {
    queued: { type: 'string', default: '1000000' },
    rules: { type: 'string', default: '100000' },
    entries: { type: 'string', default: '5000000' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const most = (text: string, sizes: readonly number[]) => [...new Set([...sizes, Number(text)])];
print(
  'picking the next due message, among queued',
  measureDue(values.dir, most(values.queued, powers(100, Number(values.queued)))),
);
print('matching a rule, among rules', measureRules(most(values.rules, powers(10, Number(values.rules)))));
print(
  'appending to the log, after entries',
  measureLog(values.dir, most(values.entries, [0, ...powers(10_000, Number(values.entries))])),
);

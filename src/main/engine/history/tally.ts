import { z } from 'zod';
import type { HistorySeries, HistoryStats } from '../../../shared/contract/history.ts';
import { type FailureCode, failureCodeSchema, isTlsFailure } from '../../../shared/domain/failureCode.ts';
import type { Db } from '../storage/database.ts';
import { toTime } from '../storage/times.ts';
import type { DomainCounts } from './domainCounts.ts';
import { createCursors, type Derived } from './follower.ts';

/** What became of mail, counted by minute and domain: charts add up some rows instead of reading the log. */
export interface Tally extends Derived {
  /** Whole minutes from `from` to `to` (epoch ms, inclusive), for all domains. */
  stats(from: number, to: number): HistoryStats;
  /** `pattern` as a rule has it: a domain, or a wildcard for all below one; null for all domains. */
  series(range: SeriesRange, pattern: string | null): HistorySeries;
  /**
   * Inside a transaction: forgets what is before `before` (epoch ms), name by name from `fromName` (at first the empty one) on,
   * `limit` rows at most. Returns the name to go on with; null at the end.
   */
  forgetBefore(before: number, fromName: string, limit: number): string | null;
}

/** Epoch ms; buckets start at multiples of their length. `from` is in the first, `to` in the last. */
export interface SeriesRange {
  from: number;
  to: number;
  bucketMinutes: number;
}

interface Minutes {
  firstMinute: number;
  lastMinute: number;
  bucketMinutes: number;
}

export const tallyName = 'tally';
const minuteMs = 60_000;
/** Longer than any range of minutes. */
const oneBucket = 60 * 10_000_000;
/** The entries that are not counted yet are read for each question, unless an old log is being counted first. */
const maxTail = 20_000;
/** Beside the empty name, which has all domains by minute: the same by hour, at the hour's first minute. No domain has this name. */
const hoursName = '@';

const counted = JSON.stringify(['delivered', 'deferred', 'failed', 'expired', 'refused']);
const rowSchema = z.object({
  bucket: z.int(),
  outcome: z.string(),
  code: failureCodeSchema.nullable().catch('internal-error'),
  tls: z.int(),
  count: z.int(),
});
type TallyRow = z.infer<typeof rowSchema>;

export function createTally(db: Db, hours: DomainCounts): Tally {
  const cursors = createCursors(db);
  db.function('reverse_labels', { deterministic: true }, (domain) => reverseLabels(String(domain)));

  const groups = (name: string) => `
    SELECT ${name} AS name, at / ${minuteMs} AS minute, outcome, coalesce(code, '') AS code,
      outcome = 'delivered' AND protocol IS NOT NULL AS tls, count(*) AS count
    FROM history
    WHERE seq > @after AND seq <= @upTo AND outcome IN (SELECT value FROM json_each(@counted))`;
  const add = 'ON CONFLICT DO UPDATE SET count = count + excluded.count';
  const countAll = db.prepare(`INSERT INTO history_tally ${groups("''")} GROUP BY 2, 3, 4, 5 ${add}`);
  const countHours = db.prepare(`
    INSERT INTO history_tally
    SELECT '${hoursName}', minute / 60 * 60 AS hour, outcome, code, tls, sum(count)
    FROM (${groups("''")} GROUP BY 2, 3, 4, 5) WHERE true GROUP BY 2, 3, 4, 5 ${add}`);
  const countDomains = db.prepare(`
    INSERT INTO history_tally
    SELECT reverse_labels(name), minute, outcome, code, tls, count
    FROM (${groups('domain')} AND domain IS NOT NULL GROUP BY 1, 2, 3, 4, 5) WHERE true ${add}`);
  // Numbers are bound as floating ones.
  const bucket = 'CAST((minute - @firstMinute) / @bucketMinutes AS INTEGER) AS bucket';
  const sums = `SELECT ${bucket}, outcome, nullif(code, '') AS code, tls, sum(count) AS count FROM history_tally`;
  const span = 'minute BETWEEN @from AND @upTo GROUP BY 1, 2, 3, 4';
  const sumExact = db.prepare(`${sums} WHERE name = @name AND ${span}`);
  const sumBelow = db.prepare(`${sums} WHERE name >= @name || '.' AND name < @name || '/' AND ${span}`);
  const tail = (condition: string) =>
    db.prepare(`
      SELECT CAST((at / ${minuteMs} - @firstMinute) / @bucketMinutes AS INTEGER) AS bucket, outcome, code,
        outcome = 'delivered' AND protocol IS NOT NULL AS tls, count(*) AS count
      FROM history
      WHERE seq > @after AND at / ${minuteMs} BETWEEN @firstMinute AND @lastMinute
        AND outcome IN (SELECT value FROM json_each(@counted)) AND ${condition}
      GROUP BY 1, 2, 3, 4`);
  const tailAll = tail("@name = ''");
  const tailExact = tail('reverse_labels(domain) = @name');
  const tailBelow = tail("reverse_labels(domain) >= @name || '.' AND reverse_labels(domain) < @name || '/'");
  const latest = db.prepare<[], number | null>('SELECT max(seq) FROM history').pluck();
  const nextName = db.prepare<[string], string | null>('SELECT min(name) FROM history_tally WHERE name > ?').pluck();
  const forget = db.prepare(`
    DELETE FROM history_tally WHERE (name, minute, outcome, code, tls) IN
      (SELECT name, minute, outcome, code, tls FROM history_tally WHERE name = ? AND minute < ? ORDER BY minute LIMIT ?)`);

  const readUncounted = (minutes: Minutes, name: string, below: boolean): unknown[] => {
    const after = cursors.get(tallyName);
    if ((latest.get() ?? 0) - after > maxTail) return [];
    const uncounted = name === '' ? tailAll : below ? tailBelow : tailExact;
    return uncounted.all({ ...minutes, name, after, counted });
  };
  const readAll = (minutes: Minutes): unknown[] => {
    const { firstMinute, lastMinute } = minutes;
    // Whole hours in the middle, where a bucket is made of such; minutes before and after.
    const firstHour = Math.ceil(firstMinute / 60) * 60;
    const endHour = Math.floor((lastMinute + 1) / 60) * 60;
    const rows = readUncounted(minutes, '', false);
    if (minutes.bucketMinutes % 60 !== 0 || firstHour >= endHour)
      return [...rows, ...sumExact.all({ ...minutes, name: '', from: firstMinute, upTo: lastMinute })];
    return [
      ...rows,
      ...sumExact.all({ ...minutes, name: '', from: firstMinute, upTo: firstHour - 1 }),
      ...sumExact.all({ ...minutes, name: hoursName, from: firstHour, upTo: endHour - 1 }),
      ...sumExact.all({ ...minutes, name: '', from: endHour, upTo: lastMinute }),
    ];
  };
  const readPattern = (minutes: Minutes, pattern: string): unknown[] => {
    const below = pattern.startsWith('*.');
    const name = reverseLabels(below ? pattern.slice(2) : pattern);
    const about = { ...minutes, name, from: minutes.firstMinute, upTo: minutes.lastMinute };
    return [...readUncounted(minutes, name, below), ...(below ? sumBelow : sumExact).all(about)];
  };
  const read = (minutes: Minutes, pattern: string | null): TallyRow[] =>
    (pattern === null ? readAll(minutes) : readPattern(minutes, pattern)).map((row) => rowSchema.parse(row));

  return {
    name: tallyName,
    take(after, upTo) {
      countAll.run({ after, upTo, counted });
      countHours.run({ after, upTo, counted });
      countDomains.run({ after, upTo, counted });
      hours.take(after, upTo);
      return upTo;
    },
    stats(from, to) {
      const stats = emptyStats();
      const minutes = { firstMinute: Math.floor(from / minuteMs), lastMinute: Math.floor(to / minuteMs) };
      for (const row of read({ ...minutes, bucketMinutes: oneBucket }, null)) addRow(stats, row);
      return stats;
    },
    series(range, pattern) {
      const { bucketMinutes } = range;
      const firstMinute = Math.floor(range.from / minuteMs / bucketMinutes) * bucketMinutes;
      const lastMinute = Math.floor(range.to / minuteMs);
      const size = Math.max(0, Math.floor((lastMinute - firstMinute) / bucketMinutes) + 1);
      const buckets = Array.from({ length: size }, (_, index) => ({
        at: toTime((firstMinute + index * bucketMinutes) * minuteMs),
        ...emptyStats(),
        codes: new Map<FailureCode, number>(),
      }));
      const codes = new Map<FailureCode, number>();
      for (const row of read({ firstMinute, lastMinute, bucketMinutes }, pattern)) {
        const bucketOfRow = buckets[row.bucket];
        if (!bucketOfRow) continue;
        addRow(bucketOfRow, row);
        if (row.code === null || row.outcome === 'expired') continue;
        bucketOfRow.codes.set(row.code, (bucketOfRow.codes.get(row.code) ?? 0) + row.count);
        codes.set(row.code, (codes.get(row.code) ?? 0) + row.count);
      }
      return { buckets: buckets.map((one) => ({ ...one, codes: listCodes(one.codes) })), codes: listCodes(codes) };
    },
    forgetBefore(before, fromName, limit) {
      if (fromName === '' && hours.forgetHourBefore(before)) return '';
      let name: string | null = fromName;
      for (let left = limit; name !== null; ) {
        const { changes } = forget.run(name, Math.floor(before / minuteMs), left);
        // To find nothing costs something too.
        left -= changes + 1;
        if (left <= 0) return name;
        name = nextName.get(name) ?? null;
      }
      return null;
    },
  };
}

/** `mail.example.com` as `com.example.mail`: all below `example.com` begin with `com.example.` */
function reverseLabels(domain: string): string {
  return domain.toLowerCase().split('.').reverse().join('.');
}

function emptyStats(): HistoryStats {
  return { delivered: 0, deliveredOverTls: 0, tlsFailures: 0, deferred: 0, failed: 0, expired: 0 };
}

function addRow(stats: HistoryStats, { outcome, code, tls, count }: TallyRow): void {
  switch (outcome) {
    case 'delivered':
      stats.delivered += count;
      stats.deliveredOverTls += tls === 1 ? count : 0;
      break;
    case 'deferred':
    case 'failed':
      stats[outcome] += count;
      stats.tlsFailures += code !== null && isTlsFailure(code) ? count : 0;
      break;
    case 'refused':
      stats.tlsFailures += code !== null && isTlsFailure(code) ? count : 0;
      break;
    // Its last attempt has an entry of its own, with the code.
    case 'expired':
      stats.expired += count;
      break;
  }
}

function listCodes(codes: ReadonlyMap<FailureCode, number>): { code: FailureCode; count: number }[] {
  return [...codes].map(([code, count]) => ({ code, count })).sort((one, other) => other.count - one.count);
}

import { z } from 'zod';
import type { HistoryEntry, HistoryFilter, HistoryTimeline } from '../../../shared/contract/history.ts';
import { messageDirectionSchema } from '../../../shared/domain/direction.ts';
import { failureCodeSchema } from '../../../shared/domain/failureCode.ts';
import { historyOutcomeSchema, stageSchema } from '../../../shared/domain/historyWords.ts';
import { tlsModeSchema } from '../../../shared/domain/tlsMode.ts';
import type { CertificateStore } from '../storage/certificateStore.ts';
import type { Db } from '../storage/database.ts';
import { conditionsOf, defineConditions } from './conditions.ts';
import { completeEntry, toHistoryEntry } from './entry.ts';
import { type Order, type Piece, piecesOf, withinTimes } from './pieces.ts';
import { indexQuery } from './searchTerms.ts';
import { blockSize, type SeqRange, type TextIndex } from './textIndex.ts';

/** Both exclusive. */
export interface HistoryPage {
  beforeSeq?: number | undefined;
  afterSeq?: number | undefined;
}

export interface FoundEntries {
  /** Newest first. */
  entries: HistoryEntry[];
  /**
   * Where to go on, given as `beforeSeq` or, where that was asked for, as `afterSeq`: there may be more. The time that one
   * question may take can end it before its limit does. Null where all was read.
   */
  nextSeq: number | null;
}

export interface EntryCount {
  count: number;
  /** False where it is an estimate. */
  exact: boolean;
}

/** The read side of the history. */
export interface HistoryQuery {
  /** The newest of the page's range, or with `afterSeq` the oldest of it. */
  find(filter: HistoryFilter, page: HistoryPage, limit: number): FoundEntries;
  get(seq: number): HistoryEntry | null;
  /** One message and the notices about it, oldest first: the newest `limit` entries. */
  timeline(queueId: string, limit: number): HistoryTimeline;
  /** How many pass the filter. Counts for some milliseconds, then estimates the rest by it. */
  count(filter: HistoryFilter): EntryCount;
  /** Null where the log is empty. */
  oldestSeq(): number | null;
}

/** Mail waits while the log is read: after this time, in milliseconds, a question ends where it is. */
const budgetMs = 30;

/** Words of a newer version that ran before must not hide the other entries. */
const rowSchema = z.object({
  seq: z.int(),
  at: z.int(),
  stage: stageSchema.catch('Engine'),
  direction: messageDirectionSchema.nullable(),
  queue_id: z.string().nullable(),
  message_id: z.string().nullable(),
  sender: z.string().nullable(),
  recipient: z.string().nullable(),
  domain: z.string().nullable(),
  host: z.string().nullable(),
  address: z.string().nullable(),
  outcome: historyOutcomeSchema.catch('warning'),
  code: failureCodeSchema.nullable().catch('internal-error'),
  reply: z.string().nullable(),
  protocol: z.string().nullable(),
  cipher: z.string().nullable(),
  certificate_sha256: z.string().nullable(),
  mode: tlsModeSchema.nullable(),
  rule_id: z.string().nullable(),
  attempt: z.int().nullable(),
  next_attempt_at: z.int().nullable(),
  expires_at: z.int().nullable(),
  detail: z.string().nullable(),
});

/** Whether a row can be shown. */
export function isHistoryRow(raw: unknown): boolean {
  const row = rowSchema.safeParse(raw).data;
  return row !== undefined && [row.at, row.next_attempt_at, row.expires_at].every(isTime);
}

function isTime(epochMs: number | null): boolean {
  return epochMs === null || !Number.isNaN(new Date(epochMs).getTime());
}

export interface HistoryQueryDeps {
  db: Db;
  certificates: CertificateStore;
  index: TextIndex;
  /** Monotonic, in milliseconds. */
  stopwatchMs(): number;
}

export function createHistoryQuery({ db, certificates, index, stopwatchMs }: HistoryQueryDeps): HistoryQuery {
  defineConditions(db);
  const one = db.prepare('SELECT * FROM history WHERE seq = ?');
  const ends = db.prepare<[], { first: number | null; last: number | null }>(
    'SELECT (SELECT min(seq) FROM history) AS first, (SELECT max(seq) FROM history) AS last',
  );
  const read = (raw: unknown): HistoryEntry => {
    const row = rowSchema.parse(raw);
    const entry = completeEntry({
      ...row,
      queueId: row.queue_id,
      messageId: row.message_id,
      certificate: row.certificate_sha256 === null ? null : certificates.get(row.certificate_sha256),
      ruleId: row.rule_id,
      nextAttemptAt: row.next_attempt_at,
      expiresAt: row.expires_at,
    });
    return toHistoryEntry(row.seq, entry);
  };

  const rangeOf = ({ beforeSeq, afterSeq }: HistoryPage): SeqRange => {
    const { first, last } = ends.get() ?? { first: null, last: null };
    return {
      first: Math.max(first ?? 1, (afterSeq ?? 0) + 1),
      last: Math.min(last ?? 0, (beforeSeq ?? Number.MAX_SAFE_INTEGER) - 1),
    };
  };
  /** Reads what passes of one piece after another, by one statement for ranges and one for blocks. */
  const readerOf = (filter: HistoryFilter, what: string, rest: string) => {
    const { sql, values } = conditionsOf(filter);
    const ofRange = db.prepare(`SELECT ${what} FROM history WHERE seq BETWEEN ? AND ? AND ${sql} ${rest}`);
    // The plus keeps SQLite from looking for the range instead of the block.
    const ofBlocks = db.prepare(`
      SELECT ${what} FROM json_each(?) block CROSS JOIN history
      WHERE seq BETWEEN block.value * ${blockSize} AND block.value * ${blockSize} + ${blockSize - 1}
        AND +seq BETWEEN ? AND ? AND ${sql} ${rest}`);
    return ({ range, blocks }: Piece, ...more: number[]): unknown[] =>
      blocks === null
        ? ofRange.all(range.first, range.last, ...values, ...more)
        : ofBlocks.all(JSON.stringify(blocks), range.first, range.last, ...values, ...more);
  };

  const ofMessage = (filter: HistoryFilter, range: SeqRange, order: Order, limit: number): FoundEntries => {
    const { sql, values } = conditionsOf(filter);
    const direction = order === 'newest' ? 'DESC' : 'ASC';
    const rows = db
      .prepare(`SELECT * FROM history WHERE seq BETWEEN ? AND ? AND ${sql} ORDER BY seq ${direction} LIMIT ?`)
      .all(range.first, range.last, ...values, limit)
      .map(read);
    const nextSeq = rows.length < limit ? null : (rows.at(-1)?.seq ?? null);
    return { entries: order === 'newest' ? rows : rows.reverse(), nextSeq };
  };

  return {
    find(filter, page, limit) {
      const order: Order = page.afterSeq === undefined ? 'newest' : 'oldest';
      const range = rangeOf(page);
      if (filter.queueId !== undefined) return ofMessage(filter, range, order, limit);
      const rowsOf = readerOf(filter, 'history.*', `ORDER BY seq ${order === 'newest' ? 'DESC' : 'ASC'} LIMIT ?`);
      const startedAt = stopwatchMs();
      const entries: HistoryEntry[] = [];
      let nextSeq: number | null = null;
      for (const piece of piecesOf(filter, range, order, index)) {
        for (const row of rowsOf(piece, limit - entries.length)) entries.push(read(row));
        if (entries.length === limit) nextSeq = entries.at(-1)?.seq ?? null;
        else if (stopwatchMs() - startedAt > budgetMs)
          nextSeq = order === 'newest' ? piece.range.first : piece.range.last;
        if (nextSeq !== null) break;
      }
      const ended = nextSeq === null || (order === 'newest' ? nextSeq <= range.first : nextSeq >= range.last);
      return { entries: order === 'newest' ? entries : entries.reverse(), nextSeq: ended ? null : nextSeq };
    },
    get(seq) {
      const row = one.get(seq);
      return row === undefined ? null : read(row);
    },
    timeline(queueId, limit) {
      const about = (id: string) => ofMessage({ queueId: id }, rangeOf({}), 'newest', limit);
      const own = about(queueId);
      const notices = own.entries.flatMap(noticeQueuedAs).map(about);
      const entries = [own, ...notices].flatMap((found) => found.entries).sort((one, other) => one.seq - other.seq);
      const cut = entries.length > limit || own.nextSeq !== null;
      return { entries: entries.slice(-limit), cut };
    },
    count(filter) {
      const range = rangeOf({});
      const { sql, values } = conditionsOf(filter);
      // Entries are deleted from the oldest on only, and numbered without gaps.
      if (values.length === 0) return { count: Math.max(0, range.last - range.first + 1), exact: true };
      if (filter.queueId !== undefined) {
        const found = db.prepare<(string | number)[], number>(`SELECT count(*) FROM history WHERE ${sql}`).pluck();
        return { count: found.get(...values) ?? 0, exact: true };
      }
      return countPieces(filter, range);
    },
    oldestSeq: () => ends.get()?.first ?? null,
  };

  function countPieces(filter: HistoryFilter, range: SeqRange): EntryCount {
    const countOf = readerOf(filter, 'count(*) AS count', '');
    const startedAt = stopwatchMs();
    let count = 0;
    let readRows = 0;
    for (const piece of piecesOf(filter, range, 'newest', index)) {
      for (const row of countOf(piece)) count += countSchema.parse(row).count;
      readRows += rowsIn(piece);
      if (stopwatchMs() - startedAt <= budgetMs || piece.range.first <= range.first) continue;
      const left = rowsToRead(filter, { first: range.first, last: piece.range.first - 1 }, index);
      if (left > 0) return { count: count + Math.round((count * left) / readRows), exact: false };
    }
    return { count, exact: true };
  }
}

/** A notice is a message of its own: the entry of the one it is about says under which ID. */
function noticeQueuedAs({ outcome, detail }: HistoryEntry): string[] {
  const id = outcome === 'notified' ? /queued as ([0-9A-Z]+)\.$/.exec(detail ?? '')?.[1] : undefined;
  return id === undefined ? [] : [id];
}

const countSchema = z.object({ count: z.int() });

function rowsIn({ range, blocks }: Piece): number {
  return blocks === null ? range.last - range.first + 1 : blocks.length * blockSize;
}

/** About how many entries of the range would have to be read. */
function rowsToRead(filter: HistoryFilter, range: SeqRange, index: TextIndex): number {
  const covered = index.coveredSeq();
  const tail = Math.max(0, range.last - Math.max(covered, range.first - 1));
  const within = withinTimes(filter, { first: range.first, last: Math.min(range.last, covered) }, index);
  if (within.first > within.last) return tail;
  const query = indexQuery(filter);
  return tail + (query === null ? within.last - within.first + 1 : index.countBlocks(query, within) * blockSize);
}

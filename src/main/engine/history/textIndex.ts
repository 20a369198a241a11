import { z } from 'zod';
import type { Db } from '../storage/database.ts';
import { createCursors, type Derived } from './follower.ts';
import { type IndexedRow, indexText, searchedColumns } from './searchTerms.ts';

/** Where in the log to look: made after the mail's transaction, so the newest entries are not in it yet. */
export interface TextIndex extends Derived {
  /** The last entry that it covers: what is newer has to be read. */
  coveredSeq(): number;
  /** Blocks between two entries that may pass, in the order in which they are to be read. */
  blocks(query: string, range: SeqRange, order: 'newest' | 'oldest', limit: number): number[];
  countBlocks(query: string, range: SeqRange): number;
  /** Within `coveredSeq`, the entries outside of which none is between the two times (epoch ms). Null where none is. */
  seqsBetween(from: number | null, to: number | null): SeqRange | null;
  /** Inside a transaction: drops up to `limit` blocks of entries before `seq`. Returns how many. */
  forgetBefore(seq: number, limit: number): number;
}

/** Both inclusive. */
export interface SeqRange {
  first: number;
  last: number;
}

export const blockSize = 16;
const spanSize = 1024;
const indexName = 'text';
/** So many pages a merge writes, give or take: some milliseconds. */
const mergePages = { first: 8, least: 2, most: 16 };
const slowMergeMs = 4;

function blockOf(seq: number): number {
  return Math.floor(seq / blockSize);
}

const rowSchema = z.tuple([z.int(), z.string(), z.string().nullable(), z.string().nullable()], z.string().nullable());

export function createTextIndex(db: Db, stopwatchMs: () => number): TextIndex {
  const cursors = createCursors(db);
  const rowsBetween = db
    .prepare(
      `SELECT seq, outcome, direction, code, ${searchedColumns.join(', ')} FROM history WHERE seq > ? AND seq <= ? ORDER BY seq`,
    )
    .raw();
  const insert = db.prepare('INSERT INTO history_text (rowid, text) VALUES (?, ?)');
  const addSpans = db.prepare(`
    INSERT INTO history_span (id, first_at, last_at)
    SELECT seq / ${spanSize}, min(at), max(at) FROM history WHERE seq > ? AND seq <= ? GROUP BY 1
    ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`);
  const merge = db.prepare("INSERT INTO history_text (history_text, rank) VALUES ('merge', ?)");
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck();
  const matching = 'FROM history_text WHERE history_text MATCH ? AND rowid BETWEEN ? AND ?';
  const newest = db.prepare<[string, number, number, number], number>(
    `SELECT rowid ${matching} ORDER BY rowid DESC LIMIT ?`,
  );
  const oldest = db.prepare<[string, number, number, number], number>(
    `SELECT rowid ${matching} ORDER BY rowid LIMIT ?`,
  );
  const count = db.prepare<[string, number, number], number>(`SELECT count(*) ${matching}`).pluck();
  const spans = db.prepare<[number, number], { first: number | null; last: number | null }>(
    'SELECT min(id) AS first, max(id) AS last FROM history_span WHERE last_at >= ? AND first_at <= ?',
  );
  const oldestBlocks = db
    .prepare<[number, number], number>('SELECT rowid FROM history_text WHERE rowid < ? ORDER BY rowid LIMIT ?')
    .pluck();
  const remove = db.prepare('DELETE FROM history_text WHERE rowid = ?');
  const removeSpans = db.prepare('DELETE FROM history_span WHERE id < ?');
  let pages = mergePages.first;

  return {
    name: indexName,
    take(after, upTo) {
      // A block is written once, when it is full: what it was made of cannot be taken out again.
      const end = blockOf(upTo + 1) * blockSize - 1;
      if (end <= after) return after;
      const blocks = new Map<number, IndexedRow[]>();
      for (const raw of rowsBetween.iterate(blockOf(after + 1) * blockSize - 1, end)) {
        const [seq, outcome, direction, code, ...texts] = rowSchema.parse(raw);
        const block = blocks.get(blockOf(seq)) ?? [];
        block.push({ outcome, direction, code, texts });
        blocks.set(blockOf(seq), block);
      }
      for (const [block, rows] of blocks) insert.run(block, indexText(rows));
      addSpans.run(after, end);
      return end;
    },
    tidy() {
      const before = changes.get() ?? 0;
      const startedAt = stopwatchMs();
      merge.run(pages);
      const tookMs = stopwatchMs() - startedAt;
      pages = tookMs > slowMergeMs ? Math.max(mergePages.least, pages >> 1) : Math.min(mergePages.most, pages + 1);
      // The statement itself counts for one.
      return (changes.get() ?? 0) - before >= 2;
    },
    coveredSeq: () => cursors.get(indexName),
    blocks(query, { first, last }, order, limit) {
      const statement = order === 'newest' ? newest : oldest;
      return statement.pluck().all(query, blockOf(first), blockOf(last), limit);
    },
    countBlocks: (query, { first, last }) => count.get(query, blockOf(first), blockOf(last)) ?? 0,
    seqsBetween(from, to) {
      const found = spans.get(from ?? Number.MIN_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER);
      if (!found || found.first === null || found.last === null) return null;
      return { first: found.first * spanSize, last: found.last * spanSize + spanSize - 1 };
    },
    forgetBefore(seq, limit) {
      const blocks = oldestBlocks.all(blockOf(seq), limit);
      for (const block of blocks) remove.run(block);
      removeSpans.run(Math.floor(seq / spanSize));
      return blocks.length;
    },
  };
}

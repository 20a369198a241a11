import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { CertificateStore } from '../storage/certificateStore.ts';
import type { Db } from '../storage/database.ts';
import type { Writer } from '../storage/writer.ts';
import { type CompleteEntry, completeEntry, type NewHistoryEntry, toHistoryEntry } from './entry.ts';

/** The append side of the history: the database is the log, listeners hear of it after the commit. */
export interface HistoryLog {
  /** Inside a transaction of the `Writer`, the one that changes the state the entry tells of. Returns its `seq`. */
  append(entry: NewHistoryEntry): number;
  latestSeq(): number;
  /** Calls back after each commit that appended something, with its entries in order. */
  onAppended(listener: (entries: readonly HistoryEntry[]) => void): () => void;
  /**
   * Inside a transaction: deletes the oldest entries, `limit` at most, that are from before `before` (epoch ms). Returns how
   * many: less than `limit` where no more are that old.
   */
  removeBefore(before: number, now: number, limit: number): number;
  /** Inside a transaction: deletes up to `limit` entries up to and with `seq`. Returns how many. */
  removeUpTo(seq: number, limit: number): number;
  oldestSeq(): number | null;
  /** Epoch ms of the entry that was written last. */
  latestAt(): number | null;
  /**
   * The entries up to this one are more than `maxBytes` has room for, with what is derived from them; less than the oldest
   * where all have room. Estimated by the texts of some of them.
   */
  seqOverSize(maxBytes: number): number;
}

/** Clocks are put right by less every day. */
const clockToleranceMs = 24 * 3_600_000;

const textColumns = [
  'stage',
  'queue_id',
  'message_id',
  'sender',
  'recipient',
  'domain',
  'host',
  'address',
  'outcome',
  'code',
  'reply',
  'protocol',
  'cipher',
  'certificate_sha256',
  'mode',
  'rule_id',
  'detail',
];
/** What an entry takes beside its texts, measured: numbers and headers of its row, the index of IDs, search index, counters. */
const derivedBytes = 230;

export function createHistoryLog(db: Db, writer: Writer, certificates: CertificateStore): HistoryLog {
  // By place: with names, binding took a seventh of the time that storing a message takes.
  const insertRow = db.prepare(`
    INSERT INTO history (at, stage, direction, queue_id, message_id, sender, recipient, domain, host, address, outcome,
      code, reply, protocol, cipher, certificate_sha256, mode, rule_id, attempt, next_attempt_at, expires_at, detail)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insert = (entry: CompleteEntry) =>
    insertRow.run(
      entry.at,
      entry.stage,
      entry.direction,
      entry.queueId,
      entry.messageId,
      entry.sender,
      entry.recipient,
      entry.domain,
      entry.host,
      entry.address,
      entry.outcome,
      entry.code,
      entry.reply,
      entry.protocol,
      entry.cipher,
      entry.certificate?.sha256 ?? null,
      entry.mode,
      entry.ruleId,
      entry.attempt,
      entry.nextAttemptAt,
      entry.expiresAt,
      entry.detail,
    );
  const latest = db.prepare<[], number | null>('SELECT max(seq) FROM history').pluck();
  const latestAt = db.prepare<[], number>('SELECT at FROM history ORDER BY seq DESC LIMIT 1').pluck();
  const first = db.prepare<[], number | null>('SELECT min(seq) FROM history').pluck();
  // Of a row: SQLite's own octets, the ID's index, and its texts.
  const averageBytes = db
    .prepare<[], number | null>(`
      SELECT avg(${textColumns.map((column) => `coalesce(length(${column}), 0)`).join(' + ')})
      FROM (SELECT * FROM (SELECT * FROM history ORDER BY seq LIMIT 200)
        UNION ALL SELECT * FROM (SELECT * FROM history ORDER BY seq DESC LIMIT 200))`)
    .pluck();
  const oldest = db.prepare<[number], { seq: number; at: number }>('SELECT seq, at FROM history ORDER BY seq LIMIT ?');
  const removeUpTo = db.prepare('DELETE FROM history WHERE seq <= ?');

  const listeners = new Set<(entries: readonly HistoryEntry[]) => void>();
  let appended: HistoryEntry[] = [];

  const publish = () => {
    if (appended.length === 0) return;
    const entries = appended;
    appended = [];
    for (const listener of listeners) listener(entries);
  };

  return {
    append(entry) {
      const complete = completeEntry(entry);
      const { lastInsertRowid } = insert(complete);
      if (entry.certificate) certificates.keep(entry.certificate);
      const seq = Number(lastInsertRowid);
      if (listeners.size === 0) return seq;
      writer.afterCommit(() => {
        appended.push(toHistoryEntry(seq, complete));
        queueMicrotask(publish);
      });
      return seq;
    },
    latestSeq: () => latest.get() ?? 0,
    onAppended(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    oldestSeq: () => first.get() ?? null,
    latestAt: () => latestAt.get() ?? null,
    removeUpTo(seq, limit) {
      const oldestKept = (first.get() ?? 0) + limit;
      return removeUpTo.run(Math.min(seq, oldestKept - 1)).changes;
    },
    seqOverSize(maxBytes) {
      const [from, to] = [first.get(), latest.get()];
      if (from == null || to == null) return 0;
      const entryBytes = derivedBytes + (averageBytes.get() ?? 0);
      return to - Math.floor(maxBytes / entryBytes);
    },
    removeBefore(before, now, limit) {
      const rows = oldest.all(limit);
      // What a wrong clock dated in the future must not keep what is behind it.
      const kept = rows.find(({ at }) => at >= before && at <= now + clockToleranceMs);
      const upTo = kept === undefined ? rows.at(-1)?.seq : kept.seq - 1;
      return upTo === undefined ? 0 : removeUpTo.run(upTo).changes;
    },
  };
}

import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { CertificateStore } from '../storage/certificateStore.ts';
import type { Db } from '../storage/database.ts';
import type { Writer } from '../storage/writer.ts';
import { completeEntry, type NewHistoryEntry, toHistoryEntry } from './entry.ts';

/** The append side of the history: the database is the log, listeners hear of it after the commit. */
export interface HistoryLog {
  /** Inside a transaction of the `Writer`, the one that changes the state the entry tells of. Returns its `seq`. */
  append(entry: NewHistoryEntry): number;
  latestSeq(): number;
  /** Calls back after each commit that appended something, with its entries in order. */
  onAppended(listener: (entries: readonly HistoryEntry[]) => void): () => void;
  /**
   * Inside a transaction: deletes entries older than `before` (epoch ms), among the oldest `limit`. Returns how many: less than
   * `limit` where no more are that old.
   */
  removeBefore(before: number, limit: number): number;
}

export function createHistoryLog(db: Db, writer: Writer, certificates: CertificateStore): HistoryLog {
  const insert = db.prepare(`
    INSERT INTO history (at, stage, direction, queue_id, message_id, sender, recipient, domain, host, address, outcome,
      code, reply, protocol, cipher, certificate_sha256, mode, rule_id, attempt, next_attempt_at, expires_at, detail)
    VALUES (@at, @stage, @direction, @queueId, @messageId, @sender, @recipient, @domain, @host, @address, @outcome,
      @code, @reply, @protocol, @cipher, @certificate, @mode, @ruleId, @attempt, @nextAttemptAt, @expiresAt, @detail)`);
  const latest = db.prepare<[], number | null>('SELECT max(seq) FROM history').pluck();
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
      const { lastInsertRowid } = insert.run({ ...complete, certificate: entry.certificate?.sha256 ?? null });
      if (entry.certificate) certificates.keep(entry.certificate);
      const seq = Number(lastInsertRowid);
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
    removeBefore(before, limit) {
      const rows = oldest.all(limit);
      // One that a wrong clock dated too late goes with those around it.
      const last = rows.findLast(({ at }) => at < before);
      return last === undefined ? 0 : removeUpTo.run(last.seq).changes;
    },
  };
}

import { z } from 'zod';
import type { HistoryEntry, HistoryFilter } from '../../../shared/contract/history.ts';
import { messageDirectionSchema } from '../../../shared/domain/direction.ts';
import { failureCodeSchema, tlsFailureCodes } from '../../../shared/domain/failureCode.ts';
import { historyOutcomeSchema, stageSchema } from '../../../shared/domain/historyWords.ts';
import { tlsModeSchema } from '../../../shared/domain/tlsMode.ts';
import type { CertificateStore } from '../storage/certificateStore.ts';
import type { Db } from '../storage/database.ts';
import { completeEntry, toHistoryEntry } from './entry.ts';

/** Both exclusive. */
export interface HistoryPage {
  beforeSeq?: number | undefined;
  afterSeq?: number | undefined;
}

/** The read side of the history. */
export interface HistoryQuery {
  /** Newest first: the newest of the page's range, or with `afterSeq` the oldest of it. */
  find(filter: HistoryFilter, page: HistoryPage, limit: number): HistoryEntry[];
  get(seq: number): HistoryEntry | null;
}

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

export function createHistoryQuery(db: Db, certificates: CertificateStore): HistoryQuery {
  const one = db.prepare('SELECT * FROM history WHERE seq = ?');

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

  return {
    find(filter, page, limit) {
      const { where, values } = toSql(filter, page);
      const forward = page.afterSeq !== undefined;
      const rows = db
        .prepare(`SELECT * FROM history ${where} ORDER BY seq ${forward ? 'ASC' : 'DESC'} LIMIT ?`)
        .all(...values, limit)
        .map(read);
      return forward ? rows.reverse() : rows;
    },
    get(seq) {
      const row = one.get(seq);
      return row === undefined ? null : read(row);
    },
  };
}

/** `domain`, `sender` and `recipient` match a part, as an admin types them. */
function toSql(filter: HistoryFilter, { beforeSeq, afterSeq }: HistoryPage) {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...its: (string | number)[]) => {
    conditions.push(condition);
    values.push(...its);
  };
  if (beforeSeq !== undefined) add('seq < ?', beforeSeq);
  if (afterSeq !== undefined) add('seq > ?', afterSeq);
  if (filter.queueId !== undefined) add('queue_id = ?', filter.queueId);
  if (filter.domain) add("domain LIKE ? ESCAPE '\\'", containing(filter.domain));
  if (filter.sender) add("sender LIKE ? ESCAPE '\\'", containing(filter.sender));
  if (filter.recipient) add("recipient LIKE ? ESCAPE '\\'", containing(filter.recipient));
  if (filter.outcome !== undefined) {
    const outcomes = Array.isArray(filter.outcome) ? filter.outcome : [filter.outcome];
    add('outcome IN (SELECT value FROM json_each(?))', JSON.stringify(outcomes));
  }
  if (filter.code !== undefined) add('code = ?', filter.code);
  if (filter.direction !== undefined) add('direction = ?', filter.direction);
  if (filter.onlyTlsFailures) add('code IN (SELECT value FROM json_each(?))', JSON.stringify(tlsFailureCodes));
  if (filter.from !== undefined) add('at >= ?', Date.parse(filter.from));
  if (filter.to !== undefined) add('at <= ?', Date.parse(filter.to));
  if (filter.text) {
    const text = containing(filter.text);
    const columns = ['sender', 'recipient', 'domain', 'host', 'reply', 'code', 'queue_id', 'message_id', 'detail'];
    add(`(${columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`, ...columns.map(() => text));
  }
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}

function containing(text: string): string {
  return `%${text.trim().replaceAll(/[\\%_]/g, '\\$&')}%`;
}

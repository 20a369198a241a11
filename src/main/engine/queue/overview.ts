import { z } from 'zod';
import type { QueuedDomain, QueuePreview } from '../../../shared/contract/queue.ts';
import type { Attention, Status } from '../../../shared/contract/status.ts';
import { type FailureCode, failureCodeSchema, tlsFailureCodes } from '../../../shared/domain/failureCode.ts';
import type { Db } from '../storage/database.ts';
import { toTime, toTimeOrNull } from '../storage/times.ts';
import { escapeLike } from './listing.ts';

export type DomainOrder = 'messages' | 'domain' | 'oldest' | 'expires';

/** The queue as a whole, and by domain. Read often: all of it comes from indexes that hold what is asked for. */
export interface QueueOverview {
  summary(): Status['queue'];
  /** Domains whose mail met a failure, TLS failures first, then what is given up first. */
  attention(limit: number): Attention[];
  unreadableMessages(): number;
  domains(search: string, order: DomainOrder, limit: number): { domains: QueuedDomain[]; total: number };
  preview(rowids: readonly number[], ofDomain: string | null): QueuePreview;
}

const summarySchema = z.object({ recipients: z.int(), deferred: z.int(), tlsFailures: z.int() });
const codeSchema = failureCodeSchema.catch('internal-error');
const attentionRowSchema = z.object({
  domain: z.string(),
  code: codeSchema,
  messages: z.int(),
  oldest: z.int(),
  soonest: z.int(),
  next: z.int().nullable(),
});
const domainRowSchema = z.object({
  domain: z.string(),
  messages: z.int(),
  recipients: z.int(),
  held: z.int(),
  oldest: z.int(),
  soonest: z.int(),
  next: z.int().nullable(),
});
const codeRowSchema = z.object({ domain: z.string(), code: codeSchema });
const previewRowSchema = z.object({ recipients: z.int(), domains: z.int(), delivering: z.int() });
const previewMessageSchema = z.object({ messages: z.int(), held: z.int(), withoutSender: z.int() });

const tlsCodes = JSON.stringify(tlsFailureCodes);
/** What the admin has to look after himself has a notice of its own, and no next try. */
const unreadable: FailureCode = 'spool-unreadable';
const orders: Record<DomainOrder, string> = {
  messages: 'messages DESC, domain',
  domain: 'domain',
  oldest: 'oldest, domain',
  expires: 'soonest, domain',
};

export function createQueueOverview(db: Db): QueueOverview {
  const summaryRecipients = db.prepare(`
    SELECT count(*) AS recipients, coalesce(sum(code <> '${unreadable}'), 0) AS deferred,
      coalesce(sum(code IN (SELECT value FROM json_each(?))), 0) AS tlsFailures
    FROM recipient INDEXED BY recipient_waiting`);
  const countMessages = db.prepare<[], number>('SELECT count(*) FROM message').pluck();
  const countHeld = db.prepare<[], number>('SELECT count(*) FROM message WHERE held = 1').pluck();
  const oldest = db.prepare<[], number>('SELECT received_at FROM message ORDER BY id LIMIT 1').pluck();
  const attention = db.prepare(`
    SELECT domain, code, messages, (SELECT received_at FROM message WHERE id = first) AS oldest, soonest, next
    FROM (
      SELECT domain, code, count(DISTINCT message_rowid) AS messages, min(message_rowid) AS first,
        min(expires_at) AS soonest, min(CASE held WHEN 0 THEN next_attempt_at END) AS next
      FROM recipient INDEXED BY recipient_waiting WHERE code <> '${unreadable}' GROUP BY domain, code
      ORDER BY code IN (SELECT value FROM json_each(?)) DESC, soonest LIMIT ?
    )`);
  const countUnreadable = db
    .prepare<[], number>(
      `SELECT count(DISTINCT message_rowid) FROM recipient INDEXED BY recipient_waiting WHERE code = '${unreadable}'`,
    )
    .pluck();
  const domainRows = (order: DomainOrder) =>
    db.prepare(`
      SELECT domain, messages, recipients, held, (SELECT received_at FROM message WHERE id = first) AS oldest, soonest, next
      FROM (
        SELECT domain, count(DISTINCT message_rowid) AS messages, count(*) AS recipients, sum(held) AS held,
          min(message_rowid) AS first, min(message_rowid) AS oldest, min(expires_at) AS soonest,
          min(CASE held WHEN 0 THEN next_attempt_at END) AS next
        FROM recipient INDEXED BY recipient_waiting WHERE domain LIKE ? ESCAPE '\\' GROUP BY domain
        ORDER BY ${orders[order]} LIMIT ?
      )`);
  const countDomains = db
    .prepare<[string], number>("SELECT count(DISTINCT domain) FROM recipient WHERE domain LIKE ? ESCAPE '\\'")
    .pluck();
  const codesOf = db.prepare(`
    SELECT domain, code FROM recipient INDEXED BY recipient_waiting
    WHERE domain IN (SELECT value FROM json_each(?)) AND code IS NOT NULL GROUP BY domain, code ORDER BY count(*) DESC`);
  const previewRecipients = db.prepare(`
    SELECT count(*) AS recipients, count(DISTINCT domain) AS domains, coalesce(sum(status = 'delivering'), 0) AS delivering
    FROM recipient WHERE message_rowid IN (SELECT value FROM json_each(@rowids)) AND domain = coalesce(@domain, domain)`);
  const previewMessages = db.prepare(`
    SELECT count(*) AS messages, coalesce(sum(held), 0) AS held, coalesce(sum(sender = ''), 0) AS withoutSender
    FROM message WHERE id IN (SELECT value FROM json_each(?))`);

  return {
    summary: () => ({
      ...summarySchema.parse(summaryRecipients.get(tlsCodes)),
      messages: countMessages.get() ?? 0,
      held: countHeld.get() ?? 0,
      oldestReceivedAt: toTimeOrNull(oldest.get() ?? null),
    }),
    attention: (limit) =>
      attention.all(tlsCodes, limit).map((raw) => {
        const row = attentionRowSchema.parse(raw);
        return {
          domain: row.domain,
          code: row.code,
          messages: row.messages,
          oldestReceivedAt: toTime(row.oldest),
          soonestExpiresAt: toTime(row.soonest),
          nextAttemptAt: toTimeOrNull(row.next),
        };
      }),
    unreadableMessages: () => countUnreadable.get() ?? 0,
    domains(search, order, limit) {
      const like = `%${escapeLike(search.trim())}%`;
      const rows = domainRows(order)
        .all(like, limit)
        .map((row) => domainRowSchema.parse(row));
      const codes = Map.groupBy(
        codesOf.all(JSON.stringify(rows.map(({ domain }) => domain))).map((row) => codeRowSchema.parse(row)),
        ({ domain }) => domain,
      );
      const domains = rows.map(({ domain, messages, recipients, held, oldest, soonest, next }) => ({
        domain,
        messages,
        recipients,
        heldRecipients: held,
        oldestReceivedAt: toTime(oldest),
        soonestExpiresAt: toTime(soonest),
        nextAttemptAt: toTimeOrNull(next),
        code: codes.get(domain)?.[0]?.code ?? null,
        otherCodes: Math.max(0, (codes.get(domain)?.length ?? 0) - 1),
      }));
      return { domains, total: domains.length < limit ? domains.length : (countDomains.get(like) ?? 0) };
    },
    preview(rowids, ofDomain) {
      const ids = JSON.stringify(rowids);
      return {
        ...previewRowSchema.parse(previewRecipients.get({ rowids: ids, domain: ofDomain })),
        ...previewMessageSchema.parse(previewMessages.get(ids)),
      };
    },
  };
}

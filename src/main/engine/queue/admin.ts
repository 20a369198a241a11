import { z } from 'zod';
import type { QueueFilter, QueueSelection } from '../../../shared/contract/queue.ts';
import type { Attention, Status } from '../../../shared/contract/status.ts';
import { failureCodeSchema, tlsFailureCodes } from '../../../shared/domain/failureCode.ts';
import type { Db } from '../storage/database.ts';
import { toTime, toTimeOrNull } from '../storage/times.ts';
import { type MessageRow, messageRowSchema, type RecipientRow, recipientRowSchema } from './rows.ts';

/** What the admin sees of the queue and does to it. Changes run inside a transaction of the `Writer`. */
export interface QueueAdmin {
  list(filter: QueueFilter, after: string | null, limit: number): { messages: MessageRow[]; total: number };
  recipientsOf(messages: readonly MessageRow[]): Map<number, RecipientRow[]>;
  summary(): Status['queue'];
  attention(limit: number): Attention[];
  unreadableMessages(): number;
  /** The recipients of a selection; without `all`, those that no delivery has in hand. */
  select(selection: QueueSelection, which?: 'all'): RecipientRow[];
  /** Due at once; what was unreadable is tried again too. Returns how many recipients. */
  makeDue(recipients: readonly RecipientRow[], now: number): number;
  /** Deferred mail to what these patterns cover is due at once: their rules are not what they were. */
  makePatternsDue(patterns: Iterable<string>, now: number): number;
  /** Messages that wait on their way out, by domain. */
  waitingByDomain(): Map<string, number>;
  setHeld(selection: QueueSelection, held: boolean): number;
}

const summarySchema = z.object({
  recipients: z.int(),
  deferred: z.int(),
  tlsFailures: z.int(),
});
const attentionRowSchema = z.object({
  domain: z.string(),
  code: failureCodeSchema.catch('internal-error'),
  messages: z.int(),
  oldest: z.int(),
  soonest: z.int(),
  next: z.int().nullable(),
});

const tlsCodes = JSON.stringify(tlsFailureCodes);

export function createQueueAdmin(db: Db): QueueAdmin {
  const recipientsOfMany = db.prepare(
    'SELECT * FROM recipient WHERE message_rowid IN (SELECT value FROM json_each(?)) ORDER BY id',
  );
  const summaryRecipients = db.prepare(`
    SELECT count(*) AS recipients, coalesce(sum(status = 'deferred'), 0) AS deferred,
      coalesce(sum(code IN (SELECT value FROM json_each(?))), 0) AS tlsFailures
    FROM recipient`);
  const summaryMessages = db.prepare<[], { messages: number; held: number; oldest: number | null }>(
    'SELECT count(*) AS messages, coalesce(sum(held), 0) AS held, min(received_at) AS oldest FROM message',
  );
  const attention = db.prepare(`
    SELECT r.domain, r.code, count(DISTINCT r.message_rowid) AS messages, min(m.received_at) AS oldest,
      min(r.expires_at) AS soonest, min(r.next_attempt_at) AS next
    FROM recipient r JOIN message m ON m.id = r.message_rowid
    WHERE r.status = 'deferred' AND r.code IS NOT NULL
    GROUP BY r.domain, r.code
    ORDER BY r.code IN (SELECT value FROM json_each(?)) DESC, soonest LIMIT ?`);
  const unreadable = db
    .prepare<[], number>("SELECT count(DISTINCT message_rowid) FROM recipient WHERE status = 'unreadable'")
    .pluck();
  const selectByIds = db.prepare(`
    SELECT r.* FROM recipient r JOIN message m ON m.id = r.message_rowid
    WHERE m.queue_id IN (SELECT value FROM json_each(?)) ORDER BY r.id`);
  const selectByDomain = db.prepare('SELECT * FROM recipient WHERE domain = ? ORDER BY id');
  const due = db.prepare(`
    UPDATE recipient SET next_attempt_at = ?, status = CASE status WHEN 'unreadable' THEN 'deferred' ELSE status END
    WHERE id = ? AND status <> 'delivering'`);
  const dueExact = db.prepare("UPDATE recipient SET next_attempt_at = ? WHERE domain = ? AND status = 'deferred'");
  const deferredDomains = db
    .prepare<[], string>("SELECT DISTINCT domain FROM recipient WHERE status = 'deferred'")
    .pluck();
  const waitingByDomain = db.prepare<[], { domain: string; messages: number }>(`
    SELECT domain, count(DISTINCT message_rowid) AS messages FROM recipient
    WHERE direction = 'outbound' AND status IN ('queued', 'delivering', 'deferred', 'unreadable') GROUP BY domain`);
  const messageRowidsByIds = 'SELECT id FROM message WHERE queue_id IN (SELECT value FROM json_each(?))';
  const messageRowidsByDomain = 'SELECT message_rowid FROM recipient WHERE domain = ?';
  const hold = {
    ids: {
      recipient: db.prepare(`UPDATE recipient SET held = ? WHERE message_rowid IN (${messageRowidsByIds})`),
      message: db.prepare(`UPDATE message SET held = ? WHERE id IN (${messageRowidsByIds})`),
    },
    domain: {
      recipient: db.prepare(`UPDATE recipient SET held = ? WHERE message_rowid IN (${messageRowidsByDomain})`),
      message: db.prepare(`UPDATE message SET held = ? WHERE id IN (${messageRowidsByDomain})`),
    },
  };

  return {
    list(filter, after, limit) {
      const { where, values } = toSql(filter);
      const page = after === null ? where : [...where, beforeMessage];
      const rows = db
        .prepare(`SELECT * FROM message m ${whereOf(page)} ORDER BY m.id DESC LIMIT ?`)
        .all(...values, ...(after === null ? [] : [after, after]), limit);
      const total = db
        .prepare<(string | number)[], number>(`SELECT count(*) FROM message m ${whereOf(where)}`)
        .pluck()
        .get(...values);
      return { messages: rows.map((row) => messageRowSchema.parse(row)), total: total ?? 0 };
    },
    recipientsOf(messages) {
      const byMessage = new Map<number, RecipientRow[]>(messages.map(({ id }) => [id, []]));
      for (const raw of recipientsOfMany.all(JSON.stringify(messages.map(({ id }) => id)))) {
        const row = recipientRowSchema.parse(raw);
        byMessage.get(row.message_rowid)?.push(row);
      }
      return byMessage;
    },
    summary() {
      const recipients = summarySchema.parse(summaryRecipients.get(tlsCodes));
      const messages = summaryMessages.get();
      return {
        ...recipients,
        messages: messages?.messages ?? 0,
        held: messages?.held ?? 0,
        oldestReceivedAt: toTimeOrNull(messages?.oldest ?? null),
      };
    },
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
    unreadableMessages: () => unreadable.get() ?? 0,
    select(selection, which) {
      const rows =
        'domain' in selection
          ? selectByDomain.all(selection.domain)
          : selectByIds.all(JSON.stringify(selection.queueIds));
      const recipients = rows.map((row) => recipientRowSchema.parse(row));
      return which === 'all' ? recipients : recipients.filter(({ status }) => status !== 'delivering');
    },
    makeDue: (recipients, now) => recipients.reduce((count, { id }) => count + due.run(now, id).changes, 0),
    makePatternsDue(patterns, now) {
      const names = new Set<string>();
      const parents = new Set<string>();
      for (const pattern of patterns) {
        if (pattern.startsWith('*.')) parents.add(pattern.slice(2));
        else names.add(pattern);
      }
      // The names are read once, however many wildcards there are.
      if (parents.size > 0) {
        for (const domain of deferredDomains.all()) if (isBelowAny(domain, parents)) names.add(domain);
      }
      let count = 0;
      for (const name of names) count += dueExact.run(now, name).changes;
      return count;
    },
    waitingByDomain: () => new Map(waitingByDomain.all().map(({ domain, messages }) => [domain, messages])),
    setHeld(selection, held) {
      const [statements, key] =
        'domain' in selection ? [hold.domain, selection.domain] : [hold.ids, JSON.stringify(selection.queueIds)];
      statements.recipient.run(Number(held), key);
      return statements.message.run(Number(held), key).changes;
    },
  };
}

/** What comes after a message in the list. One that has left the queue meanwhile still has its place: ids rise with time. */
const beforeMessage = `m.id < coalesce((SELECT id FROM message WHERE queue_id = ?),
  (SELECT min(id) FROM message WHERE queue_id > ?), 9223372036854775807)`;

function toSql(filter: QueueFilter) {
  const where: string[] = [];
  const values: (string | number)[] = [];
  const recipient: string[] = [];
  if (filter.domain) {
    recipient.push("r.domain LIKE ? ESCAPE '\\'");
    values.push(`%${escapeLike(filter.domain.trim())}%`);
  }
  if (filter.onlyTlsFailures) {
    recipient.push('r.code IN (SELECT value FROM json_each(?))');
    values.push(tlsCodes);
  }
  if (recipient.length > 0) {
    where.push(`EXISTS (SELECT 1 FROM recipient r WHERE r.message_rowid = m.id AND ${recipient.join(' AND ')})`);
  }
  if (filter.sender) {
    where.push("m.sender LIKE ? ESCAPE '\\'");
    values.push(`%${escapeLike(filter.sender.trim())}%`);
  }
  if (filter.held !== undefined) {
    where.push('m.held = ?');
    values.push(Number(filter.held));
  }
  return { where, values };
}

function isBelowAny(domain: string, parents: ReadonlySet<string>): boolean {
  for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) {
    if (parents.has(domain.slice(dot + 1))) return true;
  }
  return false;
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

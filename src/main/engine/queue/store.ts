import { hash } from 'node:crypto';
import type { MessageDirection } from '../../../shared/domain/direction.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { RecipientStatus } from '../../../shared/domain/historyWords.ts';
import type { Db } from '../storage/database.ts';
import { type MessageRow, messageRowSchema, type RecipientRow, recipientRowSchema } from './rows.ts';

/** A message as it enters the queue: from a client, or as a DSN of our own. */
export interface NewMessage {
  queueId: string;
  direction: MessageDirection;
  sender: string;
  messageId: string | null;
  subject: string | null;
  size: number;
  receivedAt: number;
  eightBitMime: boolean;
  smtpUtf8: boolean;
  body: { kind: 'inline'; data: Buffer } | { kind: 'spool'; file: string; sha256: Buffer };
  recipients: readonly { address: string; domain: string; direction: MessageDirection; expiresAt: number }[];
}

/** What an attempt changes of a recipient that stays in the queue. */
export interface RecipientChange {
  id: number;
  /** As it was: the mail of this domain waits. */
  domain: string;
  status: RecipientStatus;
  code: FailureCode | null;
  reply: string | null;
  host: string | null;
  attempts: number;
  lastAttemptAt: number | null;
  nextAttemptAt: number | null;
  expiresAt: number;
}

/** A domain with waiting mail, and epoch ms before which none of it is due. */
export interface WaitingDomain {
  domain: string;
  dueAt: number;
}

export interface QueueCounts {
  messages: number;
  recipients: number;
}

/** Writes and reads of the delivery path. Every write runs inside a transaction of the `Writer`. */
export interface QueueStore {
  insert(message: NewMessage): void;
  /** Of one domain: the recipients that are due of the message that is due longest. */
  findDueOf(domain: string, now: number): RecipientRow[];
  /** Epoch ms of the earliest try that is planned for a domain; null where nothing waits for its time. */
  nextDueAtOf(domain: string): number | null;
  /** Every domain with mail that waits for its time, and when the first of it is due. */
  waitingDomains(): WaitingDomain[];
  /** Calls back inside the transaction that lets mail of a domain be due at a time: new mail, another try, a lease given back. */
  onWaiting(listener: (domain: string, dueAt: number) => void): void;
  lease(recipientIds: readonly number[]): void;
  /** Gives leases back as they were: the recipients are due as before. */
  release(recipients: readonly RecipientRow[]): void;
  /** Leases that a crash left: their recipients are due at once. Returns how many. */
  reclaimLeases(now: number): number;
  /**
   * After the clock was set back: tries that were planned by the time that was wrong, it may be by years, are due at once.
   * `toleranceMs` is what clocks are put right by every day. Returns how many.
   */
  forgetFutureTries(now: number, toleranceMs: number): number;
  /** After the clock was set: every time in the queue moves along, so that all that waits has as long to wait as before. */
  moveTimes(byMs: number, now: number): void;
  getMessage(rowid: number): MessageRow | null;
  getMessageById(queueId: string): MessageRow | null;
  getRecipients(messageRowid: number): RecipientRow[];
  readInlineBody(messageRowid: number): Buffer | null;
  update(change: RecipientChange): void;
  markDelayWarned(recipientId: number): void;
  removeRecipient(recipientId: number): void;
  /** Removes the message once no recipient is left. Returns its spool file, to be deleted after the commit. */
  removeIfDone(messageRowid: number): { removed: boolean; bodyFile: string | null };
  namesSpoolFile(file: string): boolean;
  counts(): QueueCounts;
}

/** A message with more for one domain goes out in several deliveries. */
const maxRecipientsAtOnce = 200;

export function createQueueStore(db: Db): QueueStore {
  let tellWaiting: (domain: string, dueAt: number) => void = () => {};
  const insertMessage = db.prepare(`
    INSERT INTO message (queue_id, direction, sender, message_id, subject, size, received_at, eight_bit_mime, smtp_utf8, body_file,
      body_sha256)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertBody = db.prepare('INSERT INTO body (message_rowid, data) VALUES (?, ?)');
  const insertRecipient = db.prepare(`
    INSERT INTO recipient (message_rowid, address, domain, direction, status, next_attempt_at, expires_at)
    VALUES (?, ?, ?, ?, 'queued', ?, ?)`);
  const waits = "status IN ('queued', 'deferred') AND held = 0";
  const byDueTime = 'recipient INDEXED BY recipient_due_of_domain';
  // These three come in the order of the index they name. With ORDER BY, min(), or a LIMIT that is bound, SQLite 3.54 plans
  // a statement anew each time, which takes twenty times as long as to run it.
  const firstDue = db.prepare<[string, number], { message_rowid: number; direction: string }>(`
    SELECT message_rowid, direction FROM ${byDueTime} WHERE ${waits} AND domain = ? AND next_attempt_at <= ? LIMIT 1`);
  const dueOfMessage = db.prepare(`
    SELECT * FROM recipient INDEXED BY recipient_message
    WHERE ${waits} AND message_rowid = ? AND domain = ? AND direction = ? AND next_attempt_at <= ?
    LIMIT ${maxRecipientsAtOnce}`);
  const nextDueOf = db
    .prepare<[string], number>(`
      SELECT next_attempt_at FROM ${byDueTime} WHERE ${waits} AND domain = ? AND next_attempt_at IS NOT NULL LIMIT 1`)
    .pluck();
  // From name to name, not from row to row: a domain may have any number of messages.
  const waitingDomains = db.prepare<[], { domain: string; dueAt: number | null }>(`
    WITH RECURSIVE name (domain) AS (
      SELECT min(domain) FROM ${byDueTime} WHERE ${waits}
      UNION ALL
      SELECT (SELECT min(domain) FROM ${byDueTime} WHERE ${waits} AND domain > name.domain)
      FROM name WHERE name.domain IS NOT NULL
    )
    SELECT domain, (SELECT min(next_attempt_at) FROM recipient r INDEXED BY recipient_due_of_domain WHERE ${waits} AND r.domain = name.domain) AS dueAt
    FROM name WHERE domain IS NOT NULL`);
  const leaseOne = db.prepare("UPDATE recipient SET status = 'delivering' WHERE id = ?");
  const reclaim = db.prepare(`
    UPDATE recipient SET status = CASE attempts WHEN 0 THEN 'queued' ELSE 'deferred' END, next_attempt_at = ?
    WHERE status = 'delivering'`);
  const releaseOne = db.prepare(`
    UPDATE recipient SET status = CASE attempts WHEN 0 THEN 'queued' ELSE 'deferred' END
    WHERE id = ? AND status = 'delivering'`);
  const forgetFuture = db.prepare(`
    UPDATE recipient SET next_attempt_at = @now
    WHERE status IN ('queued', 'deferred') AND next_attempt_at > @latest
      AND (last_attempt_at IS NULL OR last_attempt_at > @latest)`);
  const moveRecipients = db.prepare(`
    UPDATE recipient SET next_attempt_at = next_attempt_at + @byMs, last_attempt_at = last_attempt_at + @byMs,
      expires_at = expires_at + iif(@byMs > 0 OR last_attempt_at > @now
        OR (SELECT received_at FROM message WHERE id = message_rowid) > @now, @byMs, 0)`);
  const moveMessages = db.prepare(
    'UPDATE message SET received_at = received_at + @byMs WHERE @byMs > 0 OR received_at > @now',
  );
  const messageByRowid = db.prepare('SELECT * FROM message WHERE id = ?');
  const messageByQueueId = db.prepare('SELECT * FROM message WHERE queue_id = ?');
  const recipientsOf = db.prepare('SELECT * FROM recipient WHERE message_rowid = ? ORDER BY id');
  const bodyOf = db.prepare<[number], { data: Buffer }>('SELECT data FROM body WHERE message_rowid = ?');
  const updateRecipient = db.prepare(`
    UPDATE recipient SET status = @status, code = @code, reply = @reply, host = @host, attempts = @attempts,
      last_attempt_at = @lastAttemptAt, next_attempt_at = @nextAttemptAt, expires_at = @expiresAt
    WHERE id = @id`);
  const warned = db.prepare('UPDATE recipient SET delay_warned = 1 WHERE id = ?');
  const deleteRecipient = db.prepare('DELETE FROM recipient WHERE id = ?');
  const deleteIfDone = db.prepare<[number], { body_file: string | null }>(`
    DELETE FROM message WHERE id = ? AND NOT EXISTS (SELECT 1 FROM recipient WHERE message_rowid = message.id)
    RETURNING body_file`);
  const spoolFile = db.prepare('SELECT 1 FROM message WHERE body_file = ? LIMIT 1').pluck();
  const countMessages = db.prepare<[], number>('SELECT count(*) FROM message').pluck();
  const countRecipients = db.prepare<[], number>('SELECT count(*) FROM recipient').pluck();

  const readMessage = (row: unknown) => (row === undefined ? null : messageRowSchema.parse(row));

  return {
    insert(message) {
      // By place, here and below, as in the log: it is cheaper.
      const { lastInsertRowid } = insertMessage.run(
        message.queueId,
        message.direction,
        message.sender,
        message.messageId,
        message.subject,
        message.size,
        message.receivedAt,
        Number(message.eightBitMime),
        Number(message.smtpUtf8),
        message.body.kind === 'spool' ? message.body.file : null,
        message.body.kind === 'spool' ? message.body.sha256 : sha256Of(message.body.data),
      );
      const messageRowid = Number(lastInsertRowid);
      if (message.body.kind === 'inline') insertBody.run(messageRowid, message.body.data);
      for (const { address, domain, direction, expiresAt } of message.recipients) {
        insertRecipient.run(messageRowid, address, domain, direction, message.receivedAt, expiresAt);
        tellWaiting(domain, message.receivedAt);
      }
    },
    findDueOf(domain, now) {
      const first = firstDue.get(domain, now);
      if (!first) return [];
      const rows = dueOfMessage.all(first.message_rowid, domain, first.direction, now);
      return rows.map((row) => recipientRowSchema.parse(row));
    },
    nextDueAtOf: (domain) => nextDueOf.get(domain) ?? null,
    waitingDomains: () =>
      waitingDomains.all().flatMap(({ domain, dueAt }) => (dueAt === null ? [] : [{ domain, dueAt }])),
    onWaiting(listener) {
      tellWaiting = listener;
    },
    lease(recipientIds) {
      for (const id of recipientIds) leaseOne.run(id);
    },
    release(recipients) {
      for (const { id, domain, next_attempt_at: dueAt } of recipients) {
        releaseOne.run(id);
        if (dueAt !== null) tellWaiting(domain, dueAt);
      }
    },
    reclaimLeases: (now) => reclaim.run(now).changes,
    forgetFutureTries: (now, toleranceMs) => forgetFuture.run({ now, latest: now + toleranceMs }).changes,
    moveTimes(byMs, now) {
      moveRecipients.run({ byMs, now });
      moveMessages.run({ byMs, now });
    },
    getMessage: (rowid) => readMessage(messageByRowid.get(rowid)),
    getMessageById: (queueId) => readMessage(messageByQueueId.get(queueId)),
    getRecipients: (messageRowid) => recipientsOf.all(messageRowid).map((row) => recipientRowSchema.parse(row)),
    readInlineBody: (messageRowid) => bodyOf.get(messageRowid)?.data ?? null,
    update(change) {
      updateRecipient.run(change);
      if (change.nextAttemptAt !== null) tellWaiting(change.domain, change.nextAttemptAt);
    },
    markDelayWarned(recipientId) {
      warned.run(recipientId);
    },
    removeRecipient(recipientId) {
      deleteRecipient.run(recipientId);
    },
    removeIfDone(messageRowid) {
      const row = deleteIfDone.get(messageRowid);
      return { removed: row !== undefined, bodyFile: row?.body_file ?? null };
    },
    namesSpoolFile: (file) => spoolFile.get(file) !== undefined,
    counts: () => ({ messages: countMessages.get() ?? 0, recipients: countRecipients.get() ?? 0 }),
  };
}

/** Of a body as it was taken. */
export function sha256Of(data: Buffer): Buffer {
  return hash('sha256', data, 'buffer');
}

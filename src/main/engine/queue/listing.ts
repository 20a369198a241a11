import { z } from 'zod';
import type { QueueFilter, QueueSort, QueueSortKey } from '../../../shared/contract/queue.ts';
import { tlsFailureCodes } from '../../../shared/domain/failureCode.ts';
import type { Db } from '../storage/database.ts';
import { type MessageRow, messageRowSchema, type RecipientRow, recipientRowSchema } from './rows.ts';

export interface PageRequest {
  filter: QueueFilter;
  sort: QueueSort;
  /** Of the page before; null for the first one. */
  cursor: string | null;
  limit: number;
}

/** The queue as it is looked at: filtered, sorted and in pages. */
export interface QueueListing {
  /** @throws {RangeError} for a cursor that is none of ours, or of another order */
  page(request: PageRequest): { messages: MessageRow[]; total: number; cursor: string | null };
  /** The cursor behind a message of the order of receipt. One that has left the queue still has its place: ids rise with time. */
  cursorAfter(queueId: string): string;
  /** The rowids of all messages that meet a filter, in the order of receipt. */
  matching(filter: QueueFilter): number[];
  recipientsOf(messages: readonly MessageRow[]): Map<number, RecipientRow[]>;
}

/** What a page is sorted by: the row's value, and the rowid where values are equal. */
type Place = [by: QueueSortKey, value: number | string, rowid: number];
const placeSchema = z.tuple([
  z.enum(['receivedAt', 'nextAttemptAt', 'expiresAt', 'size', 'domain']),
  z.union([z.number(), z.string()]),
  z.int(),
]);

const tlsCodes = JSON.stringify(tlsFailureCodes);
type Value = string | number;

export function createQueueListing(db: Db): QueueListing {
  const recipientsOfMany = db.prepare(
    'SELECT * FROM recipient WHERE message_rowid IN (SELECT value FROM json_each(?)) ORDER BY id',
  );
  const messagesOf = db.prepare('SELECT * FROM message WHERE id IN (SELECT value FROM json_each(?))');
  const placeOf = db
    .prepare<[string, string], number | null>(
      'SELECT coalesce((SELECT id FROM message WHERE queue_id = ?), (SELECT min(id) FROM message WHERE queue_id > ?))',
    )
    .pluck();

  const count = (filter: QueueFilter): number => {
    const { where, values } = toSql(filter, 'm.id');
    return (
      db
        .prepare<Value[], number>(`SELECT count(*) FROM message m ${whereOf(where)}`)
        .pluck()
        .get(...values) ?? 0
    );
  };

  return {
    page({ filter, sort, cursor, limit }) {
      const { sql, values } = orderedSql(filter, sort, cursor === null ? null : readCursor(cursor, sort.by));
      const places = db.prepare<Value[], { id: number; v: Value }>(sql).all(...values, limit);
      const rows = new Map<number, MessageRow>();
      for (const raw of messagesOf.all(JSON.stringify(places.map(({ id }) => id)))) {
        const row = messageRowSchema.parse(raw);
        rows.set(row.id, row);
      }
      const last = places.at(-1);
      const place: Place | null = last && places.length === limit ? [sort.by, last.v, last.id] : null;
      return {
        messages: places.flatMap(({ id }) => rows.get(id) ?? []),
        total: count(filter),
        cursor: place === null ? null : JSON.stringify(place),
      };
    },
    cursorAfter(queueId) {
      const rowid = placeOf.get(queueId, queueId) ?? Number.MAX_SAFE_INTEGER;
      return JSON.stringify(['receivedAt', rowid, rowid] satisfies Place);
    },
    matching(filter) {
      const { where, values } = toSql(filter, 'm.id');
      return db
        .prepare<Value[], number>(`SELECT m.id FROM message m ${whereOf(where)} ORDER BY m.id`)
        .pluck()
        .all(...values);
    },
    recipientsOf(messages) {
      const byMessage = new Map<number, RecipientRow[]>(messages.map(({ id }) => [id, []]));
      for (const raw of recipientsOfMany.all(JSON.stringify(messages.map(({ id }) => id)))) {
        const row = recipientRowSchema.parse(raw);
        byMessage.get(row.message_rowid)?.push(row);
      }
      return byMessage;
    },
  };
}

/**
 * Rowids and values of one page. Fifty thousand values are sorted in some 15 ms, so no order but that of receipt has an
 * index: each would cost every message and every attempt a write.
 */
function orderedSql(filter: QueueFilter, { by, descending }: QueueSort, place: Place | null) {
  const { source, value, rowid } = sourceOf(by, descending);
  const { where, values } = toSql(filter, rowid);
  const needsMessage = where.some((condition) => condition.includes('m.')) && !source.includes('message m');
  const from = needsMessage ? `${source} JOIN message m ON m.id = ${rowid}` : source;
  const [direction, comparison] = descending ? ['DESC', '<'] : ['ASC', '>'];
  // By value where it is the rowid itself: SQLite then reads no more of the table than the page.
  const isRowid = value === rowid;
  const after = isRowid ? `${rowid} ${comparison} ?` : `(${value}, ${rowid}) ${comparison} (?, ?)`;
  const conditions = place === null ? where : [...where, after];
  const placeValues = place === null ? [] : isRowid ? [place[2]] : [place[1], place[2]];
  const order = isRowid ? `${rowid} ${direction}` : `${value} ${direction}, ${rowid} ${direction}`;
  return {
    sql: `SELECT ${rowid} AS id, ${value} AS v FROM ${from} ${whereOf(conditions)} ORDER BY ${order} LIMIT ?`,
    values: [...values, ...placeValues],
  };
}

function sourceOf(by: QueueSortKey, descending: boolean): { source: string; value: string; rowid: string } {
  const ofRecipients = (value: string) => ({
    source: `(SELECT message_rowid AS id, ${value} AS v FROM recipient GROUP BY message_rowid) s`,
    value: 's.v',
    rowid: 's.id',
  });
  switch (by) {
    case 'receivedAt':
      return { source: 'message m', value: 'm.id', rowid: 'm.id' };
    case 'size':
      return { source: 'message m', value: 'm.size', rowid: 'm.id' };
    case 'expiresAt':
      return ofRecipients('min(expires_at)');
    case 'domain':
      return ofRecipients('min(domain)');
    case 'nextAttemptAt':
      return ofRecipients(
        `coalesce(min(CASE held WHEN 0 THEN next_attempt_at END), ${descending ? -1 : Number.MAX_SAFE_INTEGER})`,
      );
  }
}

function readCursor(cursor: string, by: QueueSortKey): Place {
  const parsed = placeSchema.safeParse(readJson(cursor));
  if (!parsed.success || parsed.data[0] !== by) throw new RangeError('That is no cursor of this order.');
  return parsed.data;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `rowid` is the column that holds the message's. Conditions on the message itself name it `m`. */
function toSql(filter: QueueFilter, rowid: string): { where: string[]; values: Value[] } {
  const where: string[] = [];
  const values: Value[] = [];
  const ofRecipient: string[] = [];
  const recipientValues: Value[] = [];
  const addRecipient = (condition: string, value: Value) => {
    ofRecipient.push(condition);
    recipientValues.push(value);
  };
  if (filter.ofDomain) addRecipient('r.domain = ?', filter.ofDomain);
  if (filter.domain) addRecipient("r.domain LIKE ? ESCAPE '\\'", containing(filter.domain));
  if (filter.recipient) addRecipient("r.address LIKE ? ESCAPE '\\'", containing(filter.recipient));
  if (filter.code) addRecipient('r.code = ?', filter.code);
  if (filter.onlyTlsFailures) addRecipient('r.code IN (SELECT value FROM json_each(?))', tlsCodes);
  if (ofRecipient.length > 0) {
    where.push(`${rowid} IN (SELECT r.message_rowid FROM recipient r WHERE ${ofRecipient.join(' AND ')})`);
    values.push(...recipientValues);
  }
  if (filter.sender) {
    where.push("m.sender LIKE ? ESCAPE '\\'");
    values.push(containing(filter.sender));
  }
  if (filter.direction) {
    where.push('m.direction = ?');
    values.push(filter.direction);
  }
  if (filter.held !== undefined) {
    where.push('m.held = ?');
    values.push(Number(filter.held));
  }
  if (filter.text) {
    const text = containing(filter.text);
    const columns = ['sender', 'subject', 'message_id', 'queue_id'];
    const inMessage = columns.map((column) => `m.${column} LIKE ? ESCAPE '\\'`);
    const inRecipient = `${rowid} IN (SELECT message_rowid FROM recipient WHERE address LIKE ? ESCAPE '\\')`;
    where.push(`(${[...inMessage, inRecipient].join(' OR ')})`);
    values.push(...columns.map(() => text), text);
  }
  return { where, values };
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

function containing(text: string): string {
  return `%${escapeLike(text.trim())}%`;
}

export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

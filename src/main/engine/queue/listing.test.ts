import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultSeed, seedDatabase } from '../../../../tests/bench/seedFolder.ts';
import type { QueueFilter, QueueSort } from '../../../shared/contract/queue.ts';
import { queueSortKeys } from '../../../shared/contract/queue.ts';
import { migrations } from '../storage/migrations.ts';
import { createQueueAdmin, type QueueAdmin } from './admin.ts';
import type { MessageRow, RecipientRow } from './rows.ts';

const now = Date.UTC(2026, 10, 22, 12);
const queued = 700;

describe('the list of the queue', () => {
  let admin: QueueAdmin;
  /** Every message with its recipients, as the tables hold them. */
  let all: { message: MessageRow; recipients: RecipientRow[] }[];

  beforeAll(() => {
    const db = new Database(':memory:');
    for (const step of migrations) db.exec(step);
    seedDatabase(db, { ...defaultSeed, rules: 200, otherDomains: 10, queued, entries: 0, now });
    admin = createQueueAdmin(db);
    const { messages } = admin.page({ filter: {}, sort: { by: 'size', descending: false }, cursor: null, limit: 1000 });
    const recipients = admin.recipientsOf(messages);
    all = messages.map((message) => ({ message, recipients: recipients.get(message.id) ?? [] }));
  });

  const walk = (sort: QueueSort, limit: number, filter: QueueFilter = {}) => {
    const found: number[] = [];
    let cursor: string | null = null;
    do {
      const page = admin.page({ filter, sort, cursor, limit });
      found.push(...page.messages.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== null);
    return found;
  };

  const sortValue = (by: QueueSort['by'], { message, recipients }: (typeof all)[number]): number | string | null => {
    const tries = recipients.flatMap(({ held, next_attempt_at: next }) => (held === 0 && next !== null ? [next] : []));
    switch (by) {
      case 'receivedAt':
        return message.id;
      case 'size':
        return message.size;
      case 'expiresAt':
        return Math.min(...recipients.map(({ expires_at: expiresAt }) => expiresAt));
      case 'domain':
        return recipients.map(({ domain }) => domain).toSorted()[0] ?? '';
      case 'nextAttemptAt':
        return tries.length === 0 ? null : Math.min(...tries);
    }
  };

  it.each(queueSortKeys.flatMap((by) => [false, true].map((descending) => ({ by, descending }))))(
    'sorts by $by (descending: $descending), page by page, each message once',
    ({ by, descending }) => {
      const ids = walk({ by, descending }, 64);
      expect(new Set(ids).size).toBe(queued);
      const byId = new Map(all.map((one) => [one.message.id, sortValue(by, one)]));
      const values = ids.map((id) => byId.get(id) ?? null);
      const known = values.filter((value) => value !== null);
      // What has no next try comes last, in either direction.
      expect(values.slice(0, known.length)).toEqual(known);
      const inOrder = known.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(known).toEqual(descending ? inOrder.reverse() : inOrder);
    },
  );

  it.each<[string, QueueFilter, (one: (typeof all)[number]) => boolean]>([
    ['held', { held: true }, ({ message }) => message.held === 1],
    [
      'code',
      { code: 'certificate-expired' },
      (one) => one.recipients.some(({ code }) => code === 'certificate-expired'),
    ],
    ['sender', { sender: 'ANNA' }, ({ message }) => message.sender.toLowerCase().includes('anna')],
    ['direction', { direction: 'inbound' }, ({ message }) => message.direction === 'inbound'],
  ])('filters by %s in any order', (_, filter, meets) => {
    const wanted = all.filter(meets).map(({ message }) => message.id);
    for (const by of queueSortKeys) {
      const found = walk({ by, descending: false }, 50, filter);
      expect(found.toSorted((a, b) => a - b)).toEqual(wanted.toSorted((a, b) => a - b));
    }
    expect(admin.matching(filter)).toHaveLength(wanted.length);
  });

  it('searches senders, recipients, subjects and identifiers', () => {
    const [some] = all;
    if (!some) throw new Error('There are messages.');
    const { message, recipients } = some;
    for (const text of [message.queue_id, message.message_id ?? '', recipients[0]?.address ?? '']) {
      expect(walk({ by: 'receivedAt', descending: true }, 100, { text: ` ${text} ` })).toContain(message.id);
    }
    expect(admin.matching({ text: 'no such thing' })).toEqual([]);
  });

  it('groups by domain as the tables say', () => {
    const { domains, total } = admin.domains('', 'messages', 5000);
    const byDomain = Map.groupBy(
      all.flatMap(({ recipients }) => recipients),
      ({ domain }) => domain,
    );
    expect(total).toBe(byDomain.size);
    expect(domains.map(({ messages }) => messages)).toEqual(
      domains.map(({ messages }) => messages).toSorted((a, b) => b - a),
    );
    for (const row of domains) {
      const recipients = byDomain.get(row.domain) ?? [];
      expect(row.recipients).toBe(recipients.length);
      expect(row.messages).toBe(new Set(recipients.map((one) => one.message_rowid)).size);
      expect(row.heldRecipients).toBe(recipients.filter(({ held }) => held === 1).length);
      expect(Date.parse(row.soonestExpiresAt)).toBe(Math.min(...recipients.map((one) => one.expires_at)));
    }
    expect(admin.domains('', 'domain', 3)).toMatchObject({
      total: byDomain.size,
      domains: domains
        .map(({ domain }) => ({ domain }))
        .toSorted((a, b) => (a.domain < b.domain ? -1 : 1))
        .slice(0, 3),
    });
  });

  it('refuses a cursor of another order, and one that is none', () => {
    const { cursor } = admin.page({ filter: {}, sort: { by: 'size', descending: true }, cursor: null, limit: 5 });
    for (const wrong of [cursor, '[', '[1]', '{"a":1}']) {
      expect(() =>
        admin.page({ filter: {}, sort: { by: 'domain', descending: true }, cursor: wrong, limit: 5 }),
      ).toThrow(RangeError);
    }
  });
});

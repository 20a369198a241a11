import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import type { QueueFilter } from '../../../shared/contract/queue.ts';
import { type Db, openDatabase } from '../storage/database.ts';
import { createQueueAdmin, type QueueAdmin } from './admin.ts';
import type { PageRequest } from './listing.ts';
import { createQueueStore, type NewMessage, type QueueStore } from './store.ts';

const now = Date.UTC(2026, 5, 1);

describe('the queue in the database', () => {
  let db: Db;
  let store: QueueStore;
  let admin: QueueAdmin;

  beforeEach(() => {
    ({ db } = openDatabase(join(temporaryFolder(), 'sealpost.db'), now));
    store = createQueueStore(db);
    admin = createQueueAdmin(db);
  });

  const page = (filter: QueueFilter, more: Partial<PageRequest> = {}) => {
    const { messages, ...rest } = admin.page({
      filter,
      sort: { by: 'receivedAt', descending: true },
      cursor: null,
      limit: 10,
      ...more,
    });
    return { ...rest, queueIds: messages.map(({ queue_id }) => queue_id) };
  };

  const insert = (queueId: string, ...addresses: string[]) => {
    const message: NewMessage = {
      queueId,
      direction: 'outbound',
      sender: 'a@office.example',
      messageId: null,
      subject: null,
      size: 3,
      receivedAt: now,
      eightBitMime: false,
      smtpUtf8: false,
      body: { kind: 'inline', data: Buffer.from('abc') },
      recipients: addresses.map((address) => ({
        address,
        domain: address.slice(address.indexOf('@') + 1),
        direction: 'outbound',
        expiresAt: now + 1000,
      })),
    };
    store.insert(message);
  };
  /** Of every domain its first message. */
  const findDue = (at: number) => store.waitingDomains().flatMap(({ domain }) => store.findDueOf(domain, at));
  const addressesDue = (at: number) => findDue(at).map(({ address }) => address);

  it('keeps every field of a message and its recipients, each in its own column', () => {
    const sha256 = Buffer.from('its checksum');
    store.insert({
      queueId: 'Q1',
      direction: 'inbound',
      sender: 'its sender',
      messageId: 'its ID',
      subject: 'its subject',
      size: 3,
      receivedAt: now,
      eightBitMime: true,
      smtpUtf8: false,
      body: { kind: 'spool', file: 'its file', sha256 },
      recipients: [{ address: 'a@one.example', domain: 'one.example', direction: 'outbound', expiresAt: now + 1 }],
    });
    expect(store.getMessageById('Q1')).toEqual({
      id: 1,
      queue_id: 'Q1',
      direction: 'inbound',
      sender: 'its sender',
      message_id: 'its ID',
      subject: 'its subject',
      size: 3,
      received_at: now,
      held: 0,
      eight_bit_mime: 1,
      smtp_utf8: 0,
      body_file: 'its file',
      body_sha256: sha256,
    });
    expect(store.getRecipients(1)).toEqual([
      expect.objectContaining({
        message_rowid: 1,
        address: 'a@one.example',
        domain: 'one.example',
        direction: 'outbound',
        status: 'queued',
        attempts: 0,
        next_attempt_at: now,
        expires_at: now + 1,
      }),
    ]);
  });

  it('finds what is due, domain by domain', () => {
    insert('Q1', 'a@one.example', 'b@two.example');
    expect(addressesDue(now - 1)).toEqual([]);
    expect(addressesDue(now)).toEqual(['a@one.example', 'b@two.example']);
    expect(store.waitingDomains()).toEqual([
      { domain: 'one.example', dueAt: now },
      { domain: 'two.example', dueAt: now },
    ]);
    expect([store.nextDueAtOf('one.example'), store.nextDueAtOf('three.example')]).toEqual([now, null]);
  });

  it('gives a leased recipient to nobody else, until a restart reclaims it', () => {
    insert('Q1', 'a@one.example');
    store.lease(findDue(now).map(({ id }) => id));
    expect(addressesDue(now + 1_000_000)).toEqual([]);
    expect(store.reclaimLeases(now + 5)).toBe(1);
    expect(addressesDue(now + 5)).toEqual(['a@one.example']);
  });

  it('gives all recipients of the message that is due longest, and of no other', () => {
    insert('Q1', 'a@one.example', 'b@two.example', 'c@one.example');
    insert('Q2', 'd@one.example');
    const first = store.findDueOf('one.example', now);
    expect(first.map(({ address }) => address)).toEqual(['a@one.example', 'c@one.example']);
    store.lease(first.map(({ id }) => id));
    expect(store.findDueOf('one.example', now).map(({ address }) => address)).toEqual(['d@one.example']);
  });

  it('goes by when mail is due, not by when it came', () => {
    insert('Q1', 'a@one.example');
    insert('Q2', 'b@one.example');
    insert('Q3', 'c@one.example');
    const due = db.prepare('UPDATE recipient SET next_attempt_at = ? WHERE address = ?');
    due.run(now + 30, 'a@one.example');
    due.run(now + 20, 'b@one.example');
    due.run(now + 10, 'c@one.example');
    expect(store.nextDueAtOf('one.example')).toBe(now + 10);
    expect(store.findDueOf('one.example', now + 99).map(({ address }) => address)).toEqual(['c@one.example']);
  });

  it('tells in the same step when mail waits', () => {
    const told: [string, number][] = [];
    store.onWaiting((...waiting) => told.push(waiting));
    insert('Q1', 'a@one.example', 'b@two.example');
    expect(told).toEqual([
      ['one.example', now],
      ['two.example', now],
    ]);
    const leased = store.findDueOf('one.example', now);
    store.lease(leased.map(({ id }) => id));
    store.release(leased);
    expect(told.slice(2)).toEqual([['one.example', now]]);
  });

  it('keeps a message until its last recipient has ended', () => {
    insert('Q1', 'a@one.example', 'b@two.example');
    const [first, second] = findDue(now);
    if (!first || !second) throw new Error('Two are due.');
    store.removeRecipient(first.id);
    expect(store.removeIfDone(first.message_rowid).removed).toBe(false);
    store.removeRecipient(second.id);
    expect(store.removeIfDone(first.message_rowid).removed).toBe(true);
    expect(store.readInlineBody(first.message_rowid)).toBeNull();
    expect(store.counts()).toEqual({ messages: 0, recipients: 0 });
  });

  it('holds a whole message and releases it', () => {
    insert('Q1', 'a@one.example');
    const [rowid = 0] = admin.rowidsOf({ domain: 'one.example' });
    admin.setMessageHeld(rowid, true);
    expect(addressesDue(now)).toEqual([]);
    expect(page({ held: true }).total).toBe(1);
    admin.setMessageHeld(rowid, false);
    expect(addressesDue(now)).toEqual(['a@one.example']);
  });

  it.each([
    ['example.com', ['example.com']],
    ['*.example.com', ['a.example.com', 'b.c.example.com']],
    ['*.xample.com', []],
  ])('makes deferred mail due again for the pattern %s', (pattern, domains) => {
    for (const [index, domain] of ['example.com', 'a.example.com', 'b.c.example.com', 'notexample.com'].entries()) {
      insert(`Q${index}`, `x@${domain}`);
    }
    for (const { id, domain } of findDue(now)) {
      store.update({
        id,
        domain,
        status: 'deferred',
        code: 'handshake-failed',
        reply: null,
        host: null,
        attempts: 1,
        lastAttemptAt: now,
        nextAttemptAt: now + 9999,
        expiresAt: now + 99999,
      });
    }
    expect(admin.makePatternsDue([pattern], now)).toBe(domains.length);
    expect(
      findDue(now)
        .map(({ domain }) => domain)
        .sort(),
    ).toEqual([...domains].sort());
  });

  it('lists newest first, page by page even where a message has left meanwhile, and filters by a part of the domain', () => {
    for (let i = 0; i < 5; i++) insert(`Q${i}`, `x@${i % 2 === 0 ? 'even' : 'odd'}.example`);
    const newest = page({}, { limit: 2 });
    expect(newest.queueIds).toEqual(['Q4', 'Q3']);
    expect(newest.total).toBe(5);
    for (const rowid of admin.rowidsOf({ queueIds: ['Q3'] })) {
      for (const { id } of store.getRecipients(rowid)) store.removeRecipient(id);
      store.removeIfDone(rowid);
    }
    expect(page({}, { limit: 2, cursor: newest.cursor }).queueIds).toEqual(['Q2', 'Q1']);
    expect(page({}, { limit: 2, cursor: admin.cursorAfter('Q3') }).queueIds).toEqual(['Q2', 'Q1']);
    expect(page({ domain: 'odd' }).queueIds).toEqual(['Q1']);
    expect(page({ domain: '%' }).total).toBe(0);
  });

  it('tells what needs attention, TLS failures first, then what is given up soonest', () => {
    insert('Q1', 'a@late.example', 'b@soon.example', 'c@tls.example', 'd@fine.example');
    const codes = {
      'late.example': 'greylisted',
      'soon.example': 'greylisted',
      'tls.example': 'certificate-expired',
    } as const;
    for (const { id, domain } of findDue(now)) {
      if (domain !== 'late.example' && domain !== 'soon.example' && domain !== 'tls.example') continue;
      const expiresAt = now + (domain === 'soon.example' ? 10 : 1000);
      store.update({
        id,
        domain,
        status: 'deferred',
        code: codes[domain],
        reply: null,
        host: null,
        attempts: 1,
        lastAttemptAt: now,
        nextAttemptAt: now + 5,
        expiresAt,
      });
    }
    expect(admin.attention(10).map(({ domain }) => domain)).toEqual(['tls.example', 'soon.example', 'late.example']);
    expect(admin.summary()).toMatchObject({ messages: 1, recipients: 4, deferred: 3, tlsFailures: 1, held: 0 });
  });
});

import { expect } from 'vitest';
import { fillDisk, greylisted, it } from './scheduler.fixture.ts';

it('tries again on schedule and forgets a message once it is delivered', async ({
  harness: { clock, store, scheduler, started, insert, settle, outcomes },
}) => {
  await insert('Q1', 'a@one.example');
  scheduler.start();
  await settle();
  started[0]?.end(greylisted);
  await clock.advance(59_999);
  expect(started).toHaveLength(1);
  await clock.advance(1);
  expect(started).toHaveLength(2);
  started[1]?.end(greylisted);
  await clock.advance(600_000);
  started[2]?.end();
  await settle();
  expect(outcomes()).toEqual(['deferred', 'deferred', 'delivered']);
  expect(store.counts()).toEqual({ messages: 0, recipients: 0 });
});

it('tries once more when the life ends, then says that it gave up', async ({
  harness: { clock, store, query, scheduler, started, notified, insert, settle, outcomes },
}) => {
  await insert('Q1', 'a@one.example');
  scheduler.start();
  await settle();
  for (let index = 0; index < 1000 && store.counts().messages > 0; index++) {
    started[index]?.end(greylisted);
    await clock.advance(600_000);
  }
  expect(outcomes().slice(-2)).toEqual(['deferred', 'expired']);
  const [expired, lastTry] = query.find({}, {}, 2).entries;
  expect(expired).toMatchObject({ code: 'greylisted', stage: 'Processing: Queue', expiresAt: expired?.at });
  expect(lastTry?.nextAttemptAt).toBeNull();
  expect(notified.map(({ kind }) => kind)).toEqual(['delayed', 'failed']);
  expect(notified[1]?.ended?.[0]).toMatchObject({ status: 'expired', deletedForTlsPolicy: false });
});

it('ends one recipient and keeps the other', async ({
  harness: { store, scheduler, started, notified, insert, settle },
}) => {
  await insert('Q1', 'a@one.example', 'b@two.example');
  scheduler.start();
  await settle();
  started[0]?.end({ kind: 'permanent', code: 'mailbox-unavailable', reply: '550 no', detail: null });
  started[1]?.end(greylisted);
  await settle();
  expect(store.counts()).toEqual({ messages: 1, recipients: 1 });
  expect(notified).toMatchObject([{ kind: 'failed', recipients: ['a@one.example'] }]);
});

it('keeps and shows a message whose body cannot be read', async ({
  harness: { db, store, scheduler, started, insert, settle, outcomes },
}) => {
  await insert('Q1', 'a@one.example');
  db.prepare('DELETE FROM body').run();
  scheduler.start();
  await settle();
  const [delivery] = started;
  if (!delivery) throw new Error('A delivery was started.');
  const read = async () => {
    for await (const _ of delivery.task.openBody());
  };
  await expect(read()).rejects.toThrow();
  delivery.end(greylisted);
  await settle();
  const message = store.getMessageById('Q1');
  expect(message && store.getRecipients(message.id)[0]).toMatchObject({
    status: 'unreadable',
    code: 'spool-unreadable',
    next_attempt_at: null,
  });
  expect(outcomes()).toEqual(['warning']);
});

it('keeps the mail when a delivery throws, and says so in the log of the engine', async ({
  harness: { query, scheduler, started, errors, insert, settle },
}) => {
  await insert('Q1', 'a@one.example');
  scheduler.start();
  await settle();
  started[0]?.throwBug();
  await settle();
  expect(query.find({}, {}, 1).entries[0]).toMatchObject({ outcome: 'deferred', code: 'internal-error' });
  expect(errors).toHaveLength(1);
});

it('records an outcome once the disk has room again, without a second delivery', async ({
  harness: { clock, db, store, scheduler, started, errors, insert, settle, outcomes },
}) => {
  await insert('Q1', 'a@one.example');
  scheduler.start();
  await settle();
  fillDisk(db);
  started[0]?.end();
  await clock.advance(30_000);
  expect(errors.length).toBeGreaterThan(0);
  db.pragma('max_page_count = 1000000');
  await clock.advance(60_000);
  expect(started).toHaveLength(1);
  expect(outcomes()).toEqual(['delivered']);
  expect(store.counts()).toEqual({ messages: 0, recipients: 0 });
});

it('keeps what was delivered before the body became unreadable', async ({
  harness: { db, store, scheduler, started, insert, settle, outcomes },
}) => {
  await insert('Q1', 'a@one.example', 'b@one.example');
  scheduler.start();
  await settle();
  const [delivery] = started;
  if (!delivery) throw new Error('A delivery was started.');
  db.prepare('DELETE FROM body').run();
  const read = async () => {
    for await (const _ of delivery.task.openBody());
  };
  await expect(read()).rejects.toThrow();
  delivery.end(greylisted, 1);
  await settle();
  const message = store.getMessageById('Q1');
  expect(message && store.getRecipients(message.id)).toMatchObject([
    { address: 'b@one.example', status: 'unreadable' },
  ]);
  expect(outcomes()).toEqual(['delivered', 'warning']);
});

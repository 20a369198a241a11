import { expect } from 'vitest';
import { it } from './scheduler.fixture.ts';

it("groups a message's recipients by domain", async ({ harness: { scheduler, insert, settle, tasksStarted } }) => {
  await insert('Q1', 'a@one.example', 'b@two.example', 'c@one.example');
  scheduler.start();
  await settle();
  expect(tasksStarted()).toEqual(['Q1 a@one.example,c@one.example', 'Q1 b@two.example']);
});

it('keeps to the limit per domain and in total, and goes on when a place is free', async ({
  harness: { clock, scheduler, started, insert, settle, tasksStarted },
}) => {
  for (let i = 0; i < 3; i++) await insert(`A${i}`, 'x@one.example');
  clock.set(clock.now() + 1);
  for (let i = 0; i < 3; i++) await insert(`B${i}`, `x@d${i}.example`);
  scheduler.start();
  await settle();
  expect(tasksStarted()).toEqual(['A0 x@one.example', 'A1 x@one.example', 'B0 x@d0.example', 'B1 x@d1.example']);
  started[0]?.end();
  await settle();
  expect(tasksStarted().slice(4)).toEqual(['A2 x@one.example']);
  started[2]?.end();
  await settle();
  expect(tasksStarted().slice(5)).toEqual(['B2 x@d2.example']);
});

it('looks and leases in one: what leaves the queue in between is not delivered, and no other in its place', async ({
  harness: { db, writer, scheduler, insert, settle, tasksStarted },
}) => {
  await insert('Q1', 'old@one.example');
  const removed = writer.write(() => db.exec('DELETE FROM message'));
  // Gets the row numbers of the message that is gone.
  const inserted = insert('Q2', 'new@two.example');
  scheduler.start();
  await Promise.all([removed, inserted]);
  await settle();
  expect(tasksStarted()).toEqual(['Q2 new@two.example']);
});

it('leases in the commit that a message comes with, and the next one in that of an outcome', async ({
  harness: { scheduler, started, insert, settle, statusOf },
}) => {
  scheduler.start();
  await settle();
  await insert('Q1', 'a@one.example');
  expect(statusOf('a@one.example')).toBe('delivering');
  for (const id of ['Q2', 'Q3']) await insert(id, `${id}@one.example`);
  expect(statusOf('Q3@one.example')).toBe('queued');
  started[0]?.end();
  await settle();
  expect(statusOf('Q3@one.example')).toBe('delivering');
});

it('does not deliver what is held in the same commit', async ({
  harness: { db, writer, scheduler, started, insert, settle },
}) => {
  await insert('Q1', 'a@one.example');
  const held = writer.write(() => db.exec('UPDATE recipient SET held = 1'));
  scheduler.start();
  await held;
  await settle();
  expect(started).toEqual([]);
});

it('is not held up by a recipient whose last failure has a code of another version', async ({
  harness: { db, writer, scheduler, errors, insert, settle, tasksStarted },
}) => {
  await insert('Q1', 'a@one.example');
  await insert('Q2', 'b@two.example');
  await writer.write(() => db.exec("UPDATE recipient SET code = 'from-the-future' WHERE address = 'a@one.example'"));
  scheduler.start();
  await settle();
  expect(tasksStarted()).toEqual(['Q1 a@one.example', 'Q2 b@two.example']);
  expect(errors).toEqual([]);
});

it('looks again where a full disk undid the group before its own turn came', async ({
  harness: { clock, db, writer, scheduler, started, insert, settle },
}) => {
  await insert('Q1', 'a@one.example');
  const undone = writer.write(() => {
    // As SQLite does by itself where a disk is full.
    db.exec('ROLLBACK');
    throw new Error('The disk is full.');
  });
  scheduler.start();
  await expect(undone).rejects.toThrow('The disk is full.');
  await settle();
  expect(started).toHaveLength(0);
  await clock.advance(1000);
  await settle();
  expect(started).toHaveLength(1);
});

import { expect } from 'vitest';
import { fillDisk, it } from './scheduler.fixture.ts';

it('counts no attempt for what its own stop cut off, and lets what was delivered be delivered', async ({
  harness: { clock, store, scheduler, started, insert, settle, outcomes },
}) => {
  await insert('Q1', 'a@one.example');
  await insert('Q2', 'b@two.example');
  scheduler.start();
  await settle();
  const stopped = scheduler.stop();
  started[0]?.end({ kind: 'temporary', code: 'connection-lost', reply: null, detail: null });
  started[1]?.end();
  await stopped;
  expect(outcomes()).toEqual(['delivered']);
  expect(store.reclaimLeases(clock.now())).toBe(1);
  expect(store.findDueOf('one.example', clock.now())[0]).toMatchObject({
    address: 'a@one.example',
    attempts: 0,
    status: 'queued',
  });
});

it('leaves an outcome that cannot be recorded to the next start, and does not hold up the stop', async ({
  harness: { clock, db, store, scheduler, started, insert, settle },
}) => {
  await insert('Q1', 'a@one.example');
  scheduler.start();
  await settle();
  fillDisk(db);
  started[0]?.end();
  await settle();
  await scheduler.stop();
  expect(store.reclaimLeases(clock.now())).toBe(1);
});

it('starts nothing after its stop, even when the lease was asked for before', async ({
  harness: { scheduler, started, insert, settle },
}) => {
  await insert('Q1', 'a@one.example');
  scheduler.start();
  await scheduler.stop();
  await settle();
  expect(started).toEqual([]);
});

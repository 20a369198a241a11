import { expect } from 'vitest';
import { greylisted, hourMs, it } from './scheduler.fixture.ts';

it.for(['while it runs', 'while it was off'])(
  'forgets tries planned by a clock that was wrong, set back %s',
  async (when, { harness: { clock, db, writer, scheduler, started, insert, settle, tasksStarted } }) => {
    await insert('Q1', 'a@one.example');
    if (when === 'while it runs') scheduler.start();
    else
      await writer.write(() =>
        db.exec("UPDATE recipient SET status = 'deferred', attempts = 1, last_attempt_at = next_attempt_at"),
      );
    await settle();
    started[0]?.end(greylisted);
    await settle();
    const inserted = insert('Q2', 'b@two.example');
    await writer.write(() => db.exec(`UPDATE recipient SET held = 1 WHERE address = 'b@two.example'`));
    await inserted;
    clock.set(clock.now() - 365 * 24 * hourMs);
    await writer.write(() => db.exec('UPDATE recipient SET held = 0'));
    started.length = 0;
    if (when === 'while it runs') scheduler.wake();
    else scheduler.start();
    await settle();
    expect(tasksStarted().sort()).toEqual(['Q1 a@one.example', 'Q2 b@two.example']);
  },
);

it('is not held up when the clock is set back by a day', async ({
  harness: { clock, scheduler, started, insert, settle },
}) => {
  await insert('Q1', 'a@one.example');
  scheduler.start();
  await settle();
  clock.set(clock.now() - 24 * hourMs);
  started[0]?.end(greylisted);
  await clock.advance(60_000);
  expect(started).toHaveLength(2);
});

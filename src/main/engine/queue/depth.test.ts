import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import { silentLogger } from '../runtime.ts';
import { migrations } from '../storage/migrations.ts';
import { createWriter } from '../storage/writer.ts';
import { createQueueDepth, depthOverTime } from './depth.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const minute = noon / 60_000;

it('carries the depth on between samples while the oldest grows older, and knows nothing before the first', () => {
  const samples = [
    { minute: minute + 3, messages: 4, oldestReceivedAt: noon },
    { minute: minute + 4, messages: 2, oldestReceivedAt: noon + 60_000 },
    { minute: minute + 9, messages: 0, oldestReceivedAt: null },
  ];
  const range = { from: noon, to: noon + 10 * 60_000, bucketMinutes: 2 };
  const points = depthOverTime(samples, range).map(({ messages, oldestAgeMs }) => [
    messages,
    oldestAgeMs === null ? null : Math.round(oldestAgeMs / 60_000),
  ]);
  expect(points).toEqual([
    [null, null],
    [4, 4],
    [2, 5],
    [2, 7],
    [0, 0],
    [0, 0],
  ]);
});

it('takes a sample when the queue changed, twice a minute at most, and forgets old ones', async () => {
  const db = new Database(':memory:');
  for (const step of migrations) db.exec(step);
  const clock = createFakeClock(noon);
  let messages = 1;
  const depth = createQueueDepth({
    db,
    writer: createWriter(db),
    clock,
    logger: silentLogger,
    measure: () => ({ messages, oldestReceivedAt: noon }),
  });
  const kept = () => db.prepare('SELECT messages FROM queue_depth ORDER BY minute DESC LIMIT 1').pluck().get();
  const last = () => depth.read({ from: clock.now(), to: clock.now(), bucketMinutes: 1 })[0]?.messages;
  const count = () => db.prepare('SELECT count(*) FROM queue_depth').pluck().get();

  depth.note();
  await clock.advance(0);
  expect(kept()).toBe(1);
  messages = 2;
  depth.note();
  await clock.advance(10_000);
  expect(kept()).toBe(1);
  expect(last()).toBe(2);
  await clock.advance(20_000);
  expect(kept()).toBe(2);
  await clock.advance(60_000);
  expect(count()).toBe(1);

  await clock.advance(9 * 24 * 3_600_000);
  messages = 0;
  depth.note();
  await clock.advance(0);
  expect(count()).toBe(1);
  depth.stop();
});

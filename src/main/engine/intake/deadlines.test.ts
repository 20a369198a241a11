import { expect, test } from 'vitest';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import { createDeadlines } from './deadlines.ts';

const minute = 60_000;

function session() {
  const clock = createFakeClock();
  const overdue: string[] = [];
  const deadlines = createDeadlines(clock, {
    onCommandOverdue: () => overdue.push('command'),
    onDataOverdue: () => overdue.push('data'),
    onSessionOverdue: () => overdue.push('session'),
  });
  deadlines.start();
  return { clock, deadlines, overdue };
}

test('a message of which a piece comes every minute is cut after half an hour all the same', async () => {
  const { clock, deadlines, overdue } = session();
  // It begins later than the session, whose own end is no help here.
  await clock.advance(4 * minute);
  deadlines.startData();
  for (let passed = 1; passed < 30; passed += 1) {
    await clock.advance(minute);
    deadlines.touchData();
  }
  expect(overdue.filter((limit) => limit === 'data')).toEqual([]);
  await clock.advance(minute);
  expect(overdue).toContain('data');
});

test('a message of which nothing comes is cut after five minutes, and not before', async () => {
  const { clock, deadlines, overdue } = session();
  deadlines.startData();
  await clock.advance(4 * minute);
  deadlines.touchData();
  await clock.advance(5 * minute - 1);
  expect(overdue).toEqual([]);
  await clock.advance(1);
  expect(overdue).toEqual(['data']);
});

test('a session ends after half an hour, however lively it is', async () => {
  const { clock, deadlines, overdue } = session();
  for (let passed = 1; passed < 30; passed += 1) {
    await clock.advance(minute);
    deadlines.restartCommand();
  }
  expect(overdue).toEqual([]);
  await clock.advance(minute);
  expect(overdue).toEqual(['session']);
});

test('a clock that is set back gives nobody more time', async () => {
  const { clock, deadlines, overdue } = session();
  await clock.advance(minute);
  deadlines.restartCommand();
  clock.set(clock.now() - 24 * 60 * minute);
  deadlines.startData();
  await clock.advance(5 * minute);
  expect(overdue).toEqual(['data']);
  // What is left of the session's half hour.
  for (let passed = 6; passed < 30; passed += 1) await clock.advance(minute);
  expect(overdue).toEqual(['data', 'session']);
});

test('nothing is left of them once the session is over', async () => {
  const { clock, deadlines, overdue } = session();
  deadlines.startData();
  deadlines.cancel();
  await clock.advance(60 * minute);
  expect(overdue).toEqual([]);
  expect(clock.pendingTimers()).toBe(0);
});

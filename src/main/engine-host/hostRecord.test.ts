import { expect, it } from 'vitest';
import { freshHostRecord, recordHost } from './hostRecord.ts';
import type { EngineHostState } from './supervisor.ts';
import type { EngineConnection } from './types.ts';

const connection: EngineConnection = {
  channel: { post() {}, onFrame() {}, onClose() {} },
  attached: false,
  exited: new Promise(() => {}),
  async close() {},
};
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function recordAll(states: readonly EngineHostState[]) {
  let second = 0;
  return states.reduce(
    (record, state) => {
      second += 1;
      return recordHost(record, state, Date.parse(at(second)));
    },
    freshHostRecord(Date.parse(at(0))),
  );
}

it('knows since when the engine runs', () => {
  expect(recordAll([{ kind: 'starting' }, { kind: 'running', connection }])).toEqual({
    phase: 'running',
    since: at(2),
    attached: false,
    restarts: 0,
    lastExit: null,
    nextTryAt: null,
  });
});

it('says why it is away, since when, and when it is tried again', () => {
  const states: EngineHostState[] = [
    { kind: 'starting' },
    { kind: 'running', connection },
    { kind: 'restarting', reason: 'It was killed.', delayMs: 1000, startFailed: false },
  ];
  expect(recordAll(states)).toMatchObject({
    phase: 'restarting',
    since: at(3),
    lastExit: { at: at(3), reason: 'It was killed.' },
    nextTryAt: at(4),
  });
  const second: EngineHostState = { kind: 'restarting', reason: 'Port taken.', delayMs: 2000, startFailed: true };
  expect(recordAll([...states, { kind: 'starting' }, second])).toMatchObject({
    since: at(3),
    lastExit: { at: at(5), reason: 'Port taken.' },
    nextTryAt: at(7),
  });
  expect(recordAll([...states, { kind: 'starting' }, second, { kind: 'running', connection }])).toMatchObject({
    phase: 'running',
    restarts: 1,
    since: at(6),
    nextTryAt: null,
  });
});

it('keeps what kept it from starting', () => {
  const failure = { code: 'database-too-new', message: 'It comes from a newer version.' } as const;
  expect(recordAll([{ kind: 'starting' }, { kind: 'failed', failure }])).toMatchObject({
    phase: 'failed',
    lastExit: { reason: 'It comes from a newer version.' },
  });
});

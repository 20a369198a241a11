import { describe, expect, it } from 'vitest';
import { createSupervisor, type EngineHostState, stableAfterMs } from './supervisor.ts';
import type { EngineConnection, EngineExit, EngineStartFailure, OpenedEngine } from './types.ts';

interface FakeEngine {
  connection: EngineConnection;
  exit(reason: string): Promise<void>;
  closedWith: number[];
}

function fakeEngine(): FakeEngine {
  const exited = deferred<EngineExit>();
  const closedWith: number[] = [];
  return {
    closedWith,
    connection: {
      channel: { post() {}, onFrame() {}, onClose() {} },
      attached: false,
      exited: exited.promise,
      async close(graceMs) {
        closedWith.push(graceMs);
        exited.resolve({ reason: 'it was asked to' });
      },
    },
    async exit(reason) {
      exited.resolve({ reason });
      await settled();
    },
  };
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Lets promise callbacks that are due run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function setup() {
  const states: EngineHostState[] = [];
  const timers: { callback: () => void; delayMs: number }[] = [];
  const results: (OpenedEngine | Promise<OpenedEngine>)[] = [];
  let nowMs = 0;
  let opened = 0;
  const supervisor = createSupervisor({
    async open() {
      opened += 1;
      const next = results.shift();
      if (!next) throw new Error('The test expected no further start.');
      return next;
    },
    onState: (state) => states.push(state),
    now: () => nowMs,
    setTimer(callback, delayMs) {
      const timer = { callback, delayMs };
      timers.push(timer);
      return () => {
        timers.splice(timers.indexOf(timer), 1);
      };
    },
  });
  return {
    supervisor,
    states,
    timers,
    results,
    opened: () => opened,
    advance: (ms: number) => {
      nowMs += ms;
    },
    kinds: () => states.map((state) => state.kind),
    async fire() {
      timers.shift()?.callback();
      await settled();
    },
  };
}

const failure = (code: EngineStartFailure['code']): OpenedEngine => ({ ok: false, failure: { code, message: 'no' } });

describe('supervisor', () => {
  it('starts an engine and says so', async () => {
    const test = setup();
    test.results.push({ ok: true, connection: fakeEngine().connection });
    test.supervisor.start();
    await settled();
    expect(test.kinds()).toEqual(['starting', 'running']);
  });

  it('starts it again after it is gone, later each time', async () => {
    const test = setup();
    const engines = [fakeEngine(), fakeEngine(), fakeEngine()];
    for (const engine of engines) test.results.push({ ok: true, connection: engine.connection });
    test.supervisor.start();
    await settled();
    await engines[0]?.exit('it was killed by SIGKILL');
    expect(test.supervisor.state()).toEqual({
      kind: 'restarting',
      reason: 'it was killed by SIGKILL',
      delayMs: 1000,
      startFailed: false,
    });
    await test.fire();
    expect(test.supervisor.state().kind).toBe('running');
    await engines[1]?.exit('it exited with code 1');
    expect(test.timers.map((timer) => timer.delayMs)).toEqual([2000]);
  });

  it('counts from the start again after a long good run', async () => {
    const test = setup();
    const engines = [fakeEngine(), fakeEngine()];
    for (const engine of engines) test.results.push({ ok: true, connection: engine.connection });
    test.supervisor.start();
    await settled();
    await engines[0]?.exit('one');
    await test.fire();
    test.advance(stableAfterMs);
    await engines[1]?.exit('two');
    expect(test.timers.map((timer) => timer.delayMs)).toEqual([1000]);
  });

  it('tries again by itself when the engine crashes before it is ready', async () => {
    const test = setup();
    test.results.push(failure('unexpected'), failure('unexpected'));
    test.supervisor.start();
    await settled();
    expect(test.supervisor.state()).toMatchObject({ kind: 'restarting', startFailed: true });
    await test.fire();
    expect(test.kinds()).toEqual(['starting', 'restarting', 'starting', 'restarting']);
    expect(test.timers.map((timer) => timer.delayMs)).toEqual([2000]);
  });

  it('stays failed where only the admin can help, until told to try again', async () => {
    const test = setup();
    test.results.push(failure('database-too-new'), { ok: true, connection: fakeEngine().connection });
    test.supervisor.start();
    await settled();
    expect(test.supervisor.state()).toEqual({
      kind: 'failed',
      failure: { code: 'database-too-new', message: 'no' },
    });
    expect(test.timers).toEqual([]);
    test.supervisor.retry();
    await settled();
    expect(test.supervisor.state().kind).toBe('running');
  });

  it('stops the engine within the grace given, and starts none after it', async () => {
    const test = setup();
    const engine = fakeEngine();
    test.results.push({ ok: true, connection: engine.connection });
    test.supervisor.start();
    await settled();
    await test.supervisor.stop(5000);
    await settled();
    expect(engine.closedWith).toEqual([5000]);
    expect(test.kinds()).toEqual(['starting', 'running', 'stopped']);
    expect(test.timers).toEqual([]);
  });

  it('stops an engine that became ready while it was asked to stop', async () => {
    const test = setup();
    const engine = fakeEngine();
    const opening = deferred<OpenedEngine>();
    test.results.push(opening.promise);
    test.supervisor.start();
    const stopped = test.supervisor.stop(5000);
    opening.resolve({ ok: true, connection: engine.connection });
    await stopped;
    expect(engine.closedWith).toEqual([5000]);
  });

  it('forgets a restart that waits when it is stopped', async () => {
    const test = setup();
    test.results.push(failure('unexpected'));
    test.supervisor.start();
    await settled();
    await test.supervisor.stop(5000);
    expect(test.timers).toEqual([]);
    expect(test.opened()).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { type Channel, clientFrameSchema } from '../../shared/contract/frames.ts';
import type { Status } from '../../shared/contract/status.ts';
import type { EngineConnection } from '../engine-host/types.ts';
import type { RelayState } from './relayState.ts';
import { createRelayWatch } from './relayWatch.ts';
import { queueOf, statusWith } from './status.fixture.ts';

interface FakeEngine {
  connection: EngineConnection;
  /** Answers the call for the status, which is asked for once at the start and once for each `waitingMessages`. */
  answerStatus(status: Status): void;
  /** Sends `status.changed`. */
  change(status: Status): void;
  close(): void;
}

function fakeEngine(): FakeEngine {
  const calls: number[] = [];
  let subscription = 0;
  let deliver: (frame: unknown) => void = () => {};
  let closed: () => void = () => {};
  const channel: Channel = {
    post(raw) {
      const frame = clientFrameSchema.parse(raw);
      if (frame.kind === 'call') calls.push(frame.id);
      if (frame.kind === 'subscribe') subscription = frame.id;
    },
    onFrame: (listener) => {
      deliver = listener;
    },
    onClose: (listener) => {
      closed = listener;
    },
  };
  return {
    connection: { channel, attached: false, exited: new Promise(() => {}), close: async () => {} },
    answerStatus: (output) => deliver({ kind: 'result', id: calls.shift(), output }),
    change: (payload) => deliver({ kind: 'event', id: subscription, payload }),
    close: () => closed(),
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function setup() {
  const states: RelayState[] = [];
  const reaches: string[] = [];
  const changes: (number | null)[][] = [];
  const watch = createRelayWatch({
    onRelay: (state) => states.push(state),
    onReach: (reach) => reaches.push(reach.kind),
    onEngine: () => {},
    onStatus: (previous, next) => changes.push([previous?.queue.messages ?? null, next.queue.messages]),
    onBug: (error) => {
      throw error;
    },
  });
  return { watch, states, reaches, changes };
}

describe('relay watch', () => {
  it('asks a new engine how it is, and follows it', async () => {
    const { watch, states, reaches, changes } = setup();
    const engine = fakeEngine();
    watch.engineHost({ kind: 'running', connection: engine.connection });
    engine.answerStatus(statusWith({ queue: queueOf(1) }));
    await settled();
    engine.change(statusWith({ queue: queueOf(2) }));
    expect(reaches).toEqual(['running']);
    expect(changes).toEqual([
      [null, 1],
      [1, 2],
    ]);
    expect(states.at(-1)).toMatchObject({ kind: 'running', attached: false, status: { queue: { messages: 2 } } });
  });

  it('tells pages nothing while the first engine starts, and that it is gone when it is', () => {
    const { watch, reaches } = setup();
    watch.engineHost({ kind: 'starting' });
    watch.engineHost({ kind: 'running', connection: fakeEngine().connection });
    watch.engineHost({ kind: 'restarting', reason: 'It was killed.', delayMs: 1000, startFailed: false });
    expect(reaches).toEqual(['waiting', 'running', 'gone']);
  });

  it('stays "restarting" while the next engine is starting', () => {
    const { watch, reaches } = setup();
    watch.engineHost({ kind: 'restarting', reason: 'It was killed.', delayMs: 1000, startFailed: false });
    watch.engineHost({ kind: 'starting' });
    expect(watch.state()).toEqual({ kind: 'restarting', reason: 'It was killed.', startFailed: false });
    expect(reaches).toEqual(['gone']);
  });

  it('does not take the word of an engine that is gone', async () => {
    const { watch } = setup();
    const engine = fakeEngine();
    watch.engineHost({ kind: 'running', connection: engine.connection });
    watch.engineHost({ kind: 'restarting', reason: 'It was killed.', delayMs: 1000, startFailed: false });
    engine.answerStatus(statusWith());
    await settled();
    expect(watch.state().kind).toBe('restarting');
  });

  it('asks how many messages wait, and knows the last number when nobody answers', async () => {
    const { watch } = setup();
    expect(await watch.waitingMessages()).toBe(0);
    const engine = fakeEngine();
    watch.engineHost({ kind: 'running', connection: engine.connection });
    engine.answerStatus(statusWith({ queue: queueOf(1) }));
    await settled();
    const waiting = watch.waitingMessages();
    engine.answerStatus(statusWith({ queue: queueOf(5) }));
    expect(await waiting).toBe(5);
    watch.engineHost({ kind: 'restarting', reason: 'It was killed.', delayMs: 1000, startFailed: false });
    expect(await watch.waitingMessages()).toBe(1);
  });
});

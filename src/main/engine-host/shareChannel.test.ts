import { describe, expect, it } from 'vitest';
import type { Channel } from '../../shared/contract/frames.ts';
import { shareChannel } from './shareChannel.ts';

function fakeChannel() {
  const posted: unknown[] = [];
  let deliver: (frame: unknown) => void = () => {};
  let close: () => void = () => {};
  const channel: Channel = {
    post: (frame) => posted.push(frame),
    onFrame: (listener) => {
      deliver = listener;
    },
    onClose: (listener) => {
      close = listener;
    },
  };
  return { channel, posted, receive: (frame: unknown) => deliver(frame), close: () => close() };
}

function received(end: Channel): unknown[] {
  const frames: unknown[] = [];
  end.onFrame((frame) => frames.push(frame));
  return frames;
}

describe('shareChannel', () => {
  it('keeps the ids of two users apart and answers each with its own', () => {
    const engine = fakeChannel();
    const openEnd = shareChannel(engine.channel);
    const [one, two] = [openEnd(), openEnd()];
    const [ofOne, ofTwo] = [received(one), received(two)];
    one.post({ kind: 'call', id: 1, name: 'status.get', input: {} });
    two.post({ kind: 'call', id: 1, name: 'settings.get', input: {} });
    expect(engine.posted).toEqual([
      { kind: 'call', id: 1, name: 'status.get', input: {} },
      { kind: 'call', id: 2, name: 'settings.get', input: {} },
    ]);
    engine.receive({ kind: 'result', id: 2, output: 'for two' });
    engine.receive({ kind: 'refusal', id: 1, error: { code: 'not-found', message: 'for one' } });
    expect(ofOne).toEqual([{ kind: 'refusal', id: 1, error: { code: 'not-found', message: 'for one' } }]);
    expect(ofTwo).toEqual([{ kind: 'result', id: 1, output: 'for two' }]);
  });

  it('acknowledges a batch only when the user did', () => {
    const engine = fakeChannel();
    const end = shareChannel(engine.channel)();
    const frames = received(end);
    end.post({ kind: 'subscribe', id: 7, event: 'status.changed', input: {} });
    engine.receive({ kind: 'event', id: 1, payload: 'batch' });
    expect(frames).toEqual([{ kind: 'event', id: 7, payload: 'batch' }]);
    expect(engine.posted).toHaveLength(1);
    end.post({ kind: 'ack', id: 7 });
    expect(engine.posted[1]).toEqual({ kind: 'ack', id: 1 });
  });

  it('ends the subscriptions of a user that leaves and drops what still comes for it', () => {
    const engine = fakeChannel();
    const end = shareChannel(engine.channel)();
    const frames = received(end);
    end.post({ kind: 'subscribe', id: 1, event: 'queue.changed', input: {} });
    end.post({ kind: 'call', id: 2, name: 'status.get', input: {} });
    end.close();
    expect(engine.posted[2]).toEqual({ kind: 'unsubscribe', id: 1 });
    expect(engine.posted).toHaveLength(3);
    engine.receive({ kind: 'event', id: 1, payload: 1 });
    engine.receive({ kind: 'result', id: 2, output: 1 });
    expect(frames).toEqual([]);
  });

  it('does not carry what a user may not send, or sends for nothing', () => {
    const engine = fakeChannel();
    const end = shareChannel(engine.channel)();
    end.post({ kind: 'result', id: 1, output: 'forged' });
    end.post({ kind: 'ack', id: 99 });
    end.post('text');
    expect(engine.posted).toEqual([]);
  });

  it('tells every user that the engine is gone', () => {
    const engine = fakeChannel();
    const openEnd = shareChannel(engine.channel);
    const gone: string[] = [];
    openEnd().onClose(() => gone.push('one'));
    openEnd().onClose(() => gone.push('two'));
    engine.close();
    expect(gone).toEqual(['one', 'two']);
  });
});

import { describe, expect, it } from 'vitest';
import type { ToPage } from '../../shared/contract/bridgeIpc.ts';
import type { Channel } from '../../shared/contract/frames.ts';
import { shareChannel } from '../engine-host/shareChannel.ts';
import { createPageLink, type EngineReach } from './pageLink.ts';

function fakeEngine() {
  const posted: unknown[] = [];
  let deliver: (frame: unknown) => void = () => {};
  const channel: Channel = {
    post: (frame) => posted.push(frame),
    onFrame: (listener) => {
      deliver = listener;
    },
    onClose: () => {},
  };
  const reach: EngineReach = { kind: 'running', openEnd: shareChannel(channel) };
  return { posted, reach, answer: (frame: unknown) => deliver(frame) };
}

function setup() {
  const sent: ToPage[] = [];
  return { sent, link: createPageLink((message) => sent.push(message)) };
}

const call = { kind: 'call', id: 1, name: 'status.get', input: {} };

describe('page link', () => {
  it('relays a call and its result', () => {
    const { sent, link } = setup();
    const engine = fakeEngine();
    link.engineReach(engine.reach);
    link.pageReady();
    link.receive(call);
    engine.answer({ kind: 'result', id: 1, output: 'fine' });
    expect(sent).toEqual([{ kind: 'open' }, { kind: 'frame', frame: { kind: 'result', id: 1, output: 'fine' } }]);
  });

  it('refuses an input that the contract does not take, and does not bother the engine with it', () => {
    const { sent, link } = setup();
    const engine = fakeEngine();
    link.engineReach(engine.reach);
    link.pageReady();
    link.receive({ kind: 'call', id: 4, name: 'rules.get', input: { id: 5 } });
    link.receive({ kind: 'call', id: 5, name: 'shell.run', input: {} });
    link.receive({ kind: 'subscribe', id: 6, event: 'everything', input: {} });
    expect(engine.posted).toEqual([]);
    expect(sent.slice(1)).toMatchObject([
      { frame: { kind: 'refusal', id: 4, error: { code: 'invalid-input', field: 'id' } } },
      { frame: { kind: 'refusal', id: 5, error: { code: 'unknown-command' } } },
      { frame: { kind: 'refusal', id: 6, error: { code: 'unknown-command' } } },
    ]);
  });

  it('passes over what is no frame', () => {
    const { sent, link } = setup();
    link.receive('text');
    link.receive({ kind: 'call', id: -1, name: 'status.get', input: {} });
    expect(sent).toEqual([]);
  });

  it('refuses calls as unavailable while there is no engine', () => {
    const { sent, link } = setup();
    link.pageReady();
    link.engineReach({ kind: 'gone' });
    link.receive(call);
    expect(sent).toMatchObject([
      { kind: 'close' },
      { kind: 'frame', frame: { kind: 'refusal', id: 1, error: { code: 'unavailable' } } },
    ]);
  });

  it('says nothing to a page while the first engine is starting', () => {
    const { sent, link } = setup();
    link.pageReady();
    link.engineReach({ kind: 'waiting' });
    expect(sent).toEqual([]);
  });

  it('tells the page of each engine, and answers of an earlier one are lost', () => {
    const { sent, link } = setup();
    const [first, second] = [fakeEngine(), fakeEngine()];
    link.pageReady();
    link.engineReach(first.reach);
    link.receive(call);
    link.engineReach({ kind: 'gone' });
    link.engineReach(second.reach);
    first.answer({ kind: 'result', id: 1, output: 'late' });
    link.receive(call);
    second.answer({ kind: 'result', id: 1, output: 'now' });
    expect(sent).toEqual([
      { kind: 'open' },
      { kind: 'close' },
      { kind: 'open' },
      { kind: 'frame', frame: { kind: 'result', id: 1, output: 'now' } },
    ]);
  });

  it('ends the subscriptions of a page that is replaced', () => {
    const { sent, link } = setup();
    const engine = fakeEngine();
    link.engineReach(engine.reach);
    link.pageReady();
    link.receive({ kind: 'subscribe', id: 1, event: 'status.changed', input: {} });
    link.pageGone();
    expect(engine.posted[1]).toEqual({ kind: 'unsubscribe', id: 1 });
    engine.answer({ kind: 'event', id: 1, payload: {} });
    link.pageReady();
    expect(sent).toEqual([{ kind: 'open' }, { kind: 'open' }]);
  });
});

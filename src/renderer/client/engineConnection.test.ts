import { expect, it } from 'vitest';
import { fakeApi } from '../../../tests/support/fakeEngine.ts';
import type { EventName, EventPayload } from '../../shared/contract/events.ts';
import type { ContractApi, Emit } from '../../shared/contract/server.ts';
import { handCarrier } from '../stores/engine.fixture.ts';
import { connectEngine, refusalOfError } from './engineConnection.ts';

/** Says how many messages are in its queue, once for each subscriber. */
function queueApi(count: number) {
  const subscribed: string[] = [];
  const api: ContractApi = {
    ...fakeApi({ 'queue.retry': () => ({ count, cancelled: false, undoId: null }) }),
    subscribe(event, _input, emit) {
      subscribed.push(event);
      sayCount(event, emit, count);
      return () => {};
    },
  };
  return { api, subscribed };
}

function sayCount<Name extends EventName>(event: Name, emit: Emit<Name>, count: number): void {
  const payloads: { [Key in EventName]?: EventPayload<Key> } = {
    'queue.changed': { messages: count, recipients: count },
  };
  const payload = payloads[event];
  if (payload) emit(payload).catch(() => {});
}

it('refuses calls while no engine answers', async () => {
  const { carrier } = handCarrier();
  const engine = connectEngine(carrier);
  expect(engine.state.getState()).toEqual({ phase: 'connecting', everConnected: false });
  await expect(engine.call('status.get', {})).rejects.toMatchObject({ refusal: { code: 'unavailable' } });
});

it('follows an engine that goes and comes back, with its subscriptions', async () => {
  const hand = handCarrier();
  const engine = connectEngine(hand.carrier);
  const heard: EventPayload<'queue.changed'>[] = [];
  let connections = 0;
  engine.subscribe('queue.changed', {}, (payload) => heard.push(payload));
  engine.onConnected(() => {
    connections += 1;
  });

  const first = queueApi(1);
  const closeFirst = hand.open(first.api);
  expect(engine.state.getState()).toEqual({ phase: 'connected', everConnected: true });
  expect(await engine.call('queue.retry', { domain: 'example.com' })).toEqual({
    count: 1,
    cancelled: false,
    undoId: null,
  });

  const pending = engine.call('queue.retry', { domain: 'example.com' });
  closeFirst();
  await expect(pending).rejects.toMatchObject({ refusal: { code: 'unavailable' } });
  expect(engine.state.getState().phase).toBe('not-answering');

  const second = queueApi(2);
  hand.open(second.api);
  expect(await engine.call('queue.retry', { domain: 'example.com' })).toEqual({
    count: 2,
    cancelled: false,
    undoId: null,
  });
  expect(heard).toEqual([
    { messages: 1, recipients: 1 },
    { messages: 2, recipients: 2 },
  ]);
  expect(connections).toBe(2);
});

it('does not make a subscription again that was ended', async () => {
  const hand = handCarrier();
  const engine = connectEngine(hand.carrier);
  const close = hand.open(queueApi(1).api);
  engine.subscribe('queue.changed', {}, () => {})();
  close();
  const second = queueApi(2);
  hand.open(second.api);
  await engine.call('queue.retry', { domain: 'example.com' });
  expect(second.subscribed).toEqual([]);
});

it('says when the session is over', () => {
  const hand = handCarrier();
  const engine = connectEngine(hand.carrier);
  hand.endSession();
  expect(engine.state.getState().phase).toBe('session-ended');
});

it('has a sentence for whatever is thrown', () => {
  expect(refusalOfError(new TypeError('x is undefined'))).toMatchObject({ code: 'internal' });
  expect(refusalOfError(new TypeError('x is undefined')).message).not.toContain('undefined');
});

import { createStore, type StoreApi } from 'zustand/vanilla';
import { createEngineClient, type EngineClient } from '../../shared/contract/client.ts';
import { ContractError, type Refusal } from '../../shared/contract/errors.ts';
import type { EventInput, EventName, EventPayload } from '../../shared/contract/events.ts';
import type { Carrier, CarrierLoss } from './carrier.ts';

export interface ConnectionState {
  phase: 'connecting' | 'connected' | CarrierLoss;
  /** True once an engine answered since the page was opened. */
  everConnected: boolean;
}

/** An engine that may go and come back: what the stores speak to. */
export interface EngineConnection {
  state: StoreApi<ConnectionState>;
  /** @throws {ContractError} as the client's; `unavailable` while there is no engine. */
  call: EngineClient['call'];
  /** As the client's, but it is made anew with every engine, until the returned function is called. */
  subscribe<Name extends EventName>(
    event: Name,
    input: EventInput<Name>,
    listener: (payload: EventPayload<Name>) => void,
  ): () => void;
  /** Called after each (re)connection, at once when there is one: the time to read everything again. */
  onConnected(listener: () => void): () => void;
}

const unavailable: Refusal = { code: 'unavailable', message: 'The engine is not answering. Nothing was changed.' };

export function connectEngine(carrier: Carrier): EngineConnection {
  const state = createStore<ConnectionState>(() => ({ phase: 'connecting', everConnected: false }));
  const subscribers = new Set<(client: EngineClient) => void>();
  const connectedListeners = new Set<() => void>();
  let client: EngineClient | null = null;

  carrier.start({
    onChannel(channel) {
      const opened = createEngineClient(channel);
      client = opened;
      opened.onClose(() => {
        if (client !== opened) return;
        client = null;
        state.setState({ phase: 'not-answering' });
      });
      for (const subscribe of subscribers) subscribe(opened);
      state.setState({ phase: 'connected', everConnected: true });
      for (const listener of connectedListeners) listener();
    },
    onLoss: (phase) => state.setState({ phase }),
  });

  return {
    state,
    async call(name, input) {
      if (!client) throw new ContractError(unavailable);
      return client.call(name, input);
    },
    subscribe(event, input, listener) {
      let unsubscribe: (() => void) | null = null;
      const subscribe = (current: EngineClient) => {
        unsubscribe = current.subscribe(event, input, listener);
      };
      subscribers.add(subscribe);
      if (client) subscribe(client);
      return () => {
        subscribers.delete(subscribe);
        unsubscribe?.();
      };
    },
    onConnected(listener) {
      connectedListeners.add(listener);
      if (client) listener();
      return () => {
        connectedListeners.delete(listener);
      };
    },
  };
}

/** What to tell the person about anything that was thrown by a call. */
export function refusalOfError(error: unknown): Refusal {
  if (error instanceof ContractError) return error.refusal;
  return { code: 'internal', message: 'Something went wrong in this window. Reload it, then try again.' };
}

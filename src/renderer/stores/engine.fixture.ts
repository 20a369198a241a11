import { createChannelPair } from '../../../tests/support/channelPair.ts';
import { ContractError } from '../../shared/contract/errors.ts';
import type { EventName, EventPayload } from '../../shared/contract/events.ts';
import { type CommandHandlers, type ContractApi, type Emit, serveContract } from '../../shared/contract/server.ts';
import type { Carrier, CarrierListener } from '../client/carrier.ts';
import { connectEngine, type EngineConnection } from '../client/engineConnection.ts';

/** A carrier that does what the test says. */
export function handCarrier() {
  let listener: CarrierListener | null = null;
  const carrier: Carrier = {
    start(given) {
      listener = given;
      return () => {};
    },
  };
  return {
    carrier,
    /** A new engine answers; returns how to take it away. */
    open(api: ContractApi): () => void {
      const pair = createChannelPair();
      serveContract(pair.server, api, () => {});
      listener?.onChannel(pair.client);
      return pair.close;
    },
    endSession: () => listener?.onLoss('session-ended'),
  };
}

/** An engine of which a test says what it answers and sends, over the real contract. */
export interface TestEngine {
  engine: EngineConnection;
  handlers: Partial<CommandHandlers>;
  calls: { name: string; input: unknown }[];
  /** Of the connection of now. */
  subscriptions: { event: string; input: unknown }[];
  /** Resolves when it has been heard. */
  send<Name extends EventName>(event: Name, payload: EventPayload<Name>): Promise<void>;
  reconnect(): void;
}

export function createTestEngine(): TestEngine {
  const handlers: Partial<CommandHandlers> = {};
  const calls: TestEngine['calls'] = [];
  const subscriptions: TestEngine['subscriptions'] = [];
  const emits: Partial<{ [Name in EventName]: Emit<Name> }> = {};
  const api: ContractApi = {
    async call(name, input) {
      calls.push({ name, input });
      const handler = handlers[name];
      if (!handler) throw new ContractError({ code: 'unavailable', message: `The test has no answer to ${name}.` });
      return handler(input);
    },
    subscribe<Name extends EventName>(event: Name, input: unknown, emit: Emit<Name>) {
      const subscription = { event, input };
      subscriptions.push(subscription);
      const byName: { [Key in Name]?: Emit<Key> } = emits;
      byName[event] = emit;
      return () => {
        subscriptions.splice(subscriptions.indexOf(subscription), 1);
      };
    },
  };
  const hand = handCarrier();
  const engine = connectEngine(hand.carrier);
  let close = hand.open(api);
  return {
    engine,
    handlers,
    calls,
    subscriptions,
    async send(event, payload) {
      await emits[event]?.(payload);
    },
    reconnect() {
      close();
      close = hand.open(api);
    },
  };
}

/** Lets every frame that is under way arrive, and what follows from it happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

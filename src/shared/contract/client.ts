import { z } from 'zod';
import { type CommandInput, type CommandName, type CommandOutput, commandSchemas } from './commands.ts';
import { ContractError, type Refusal } from './errors.ts';
import { type EventInput, type EventName, type EventPayload, eventSchemas } from './events.ts';
import { type Channel, serverFrameSchema } from './frames.ts';

/** What the renderer and the CLI know of an engine: never which carrier brings it. */
export interface EngineClient {
  /** @throws {ContractError} when the engine refuses, or when the carrier is gone (`unavailable`). */
  call<Name extends CommandName>(name: Name, input: CommandInput<Name>): Promise<CommandOutput<Name>>;
  /**
   * Calls `listener` for each event until the returned function is called. `onRefusal` hears why a subscription was
   * refused; without it a refusal is silent.
   */
  subscribe<Name extends EventName>(
    event: Name,
    input: EventInput<Name>,
    listener: (payload: EventPayload<Name>) => void,
    onRefusal?: (refusal: Refusal) => void,
  ): () => void;
  /** Called once, when the carrier is gone. Calls under way are refused with `unavailable` first. */
  onClose(listener: () => void): void;
}

interface PendingCall {
  resolve(output: unknown): void;
  reject(error: Error): void;
}

interface Subscription {
  deliver(payload: unknown): void;
  refuse(refusal: Refusal): void;
}

const gone: Refusal = { code: 'unavailable', message: 'The connection to the engine is gone.' };

/** Speaks the contract over one channel. Outputs are checked against the schema: the engine may be a newer version. */
export function createEngineClient(channel: Channel): EngineClient {
  const calls = new Map<number, PendingCall>();
  const subscriptions = new Map<number, Subscription>();
  const closeListeners: (() => void)[] = [];
  let lastId = 0;
  let closed = false;

  channel.onFrame((raw) => {
    const parsed = serverFrameSchema.safeParse(raw);
    if (!parsed.success) return;
    const frame = parsed.data;
    if (frame.kind === 'event') {
      const subscription = subscriptions.get(frame.id);
      if (!subscription) return;
      subscription.deliver(frame.payload);
      channel.post({ kind: 'ack', id: frame.id });
      return;
    }
    const call = calls.get(frame.id);
    calls.delete(frame.id);
    if (frame.kind === 'result') call?.resolve(frame.output);
    else if (call) call.reject(new ContractError(frame.error));
    else {
      subscriptions.get(frame.id)?.refuse(frame.error);
      subscriptions.delete(frame.id);
    }
  });

  channel.onClose(() => {
    if (closed) return;
    closed = true;
    for (const call of calls.values()) call.reject(new ContractError(gone));
    calls.clear();
    subscriptions.clear();
    for (const listener of closeListeners) listener();
  });

  return {
    async call(name, input) {
      if (closed) throw new ContractError(gone);
      lastId += 1;
      const id = lastId;
      const output = await new Promise<unknown>((resolve, reject) => {
        calls.set(id, { resolve, reject });
        channel.post({ kind: 'call', id, name, input });
      });
      return parseOutput(commandSchemas[name].output, output, name);
    },
    subscribe(event, input, listener, onRefusal) {
      lastId += 1;
      const id = lastId;
      subscriptions.set(id, {
        deliver: (payload) => listener(parseOutput(eventSchemas[event].payload, payload, event)),
        refuse: (refusal) => onRefusal?.(refusal),
      });
      channel.post({ kind: 'subscribe', id, event, input });
      return () => {
        if (subscriptions.delete(id) && !closed) channel.post({ kind: 'unsubscribe', id });
      };
    },
    onClose(listener) {
      closeListeners.push(listener);
    },
  };
}

function parseOutput<Output>(schema: z.ZodType<Output>, value: unknown, name: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ContractError({
    code: 'internal',
    message: `The engine answered ${name} in an unknown form: ${z.prettifyError(parsed.error)}`,
  });
}

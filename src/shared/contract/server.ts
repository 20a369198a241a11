import type { z } from 'zod';
import {
  type CommandName,
  type CommandOutput,
  type CommandParsed,
  commandNames,
  commandSchemas,
  isCommandName,
} from './commands.ts';
import { ContractError, type Refusal } from './errors.ts';
import { type EventName, type EventParsed, type EventPayload, eventSchemas, isEventName } from './events.ts';
import { type Channel, clientFrameSchema } from './frames.ts';
import { fieldOf, issueSentence } from './issueSentence.ts';

/** Hands one payload on; resolves once the client took it, rejects when the client is gone. */
export type Emit<Name extends EventName> = (payload: EventPayload<Name>) => Promise<void>;

/** The engine's side of the contract. Inputs have passed their schema before a handler sees them. */
export interface ContractApi {
  call<Name extends CommandName>(name: Name, input: CommandParsed<Name>): Promise<CommandOutput<Name>>;
  /** Emits until the returned function is called. */
  subscribe<Name extends EventName>(event: Name, input: EventParsed<Name>, emit: Emit<Name>): () => void;
}

export type CommandHandlers = {
  [Name in CommandName]: (input: CommandParsed<Name>) => CommandOutput<Name> | Promise<CommandOutput<Name>>;
};

/** Checks raw input against the command's schema and calls it. @throws {ContractError} */
export async function callChecked(api: ContractApi, name: string, rawInput: unknown): Promise<unknown> {
  if (!isCommandName(name)) {
    throw new ContractError({
      code: 'unknown-command',
      field: 'name',
      message: `There is no command "${name}". There are: ${commandNames.join(', ')}.`,
    });
  }
  return callNamed(api, name, rawInput);
}

async function callNamed<Name extends CommandName>(api: ContractApi, name: Name, rawInput: unknown) {
  return api.call(name, parseInput(commandSchemas[name].input, rawInput ?? {}));
}

/** Serves one client until its channel closes. Errors that are not refusals reach `onBug` and the client as `internal`. */
export function serveContract(channel: Channel, api: ContractApi, onBug: (error: unknown) => void): void {
  const stops = new Map<number, () => void>();
  const acks = new Map<number, { resolve(): void; reject(error: Error): void }>();
  let closed = false;

  const post = (frame: unknown) => {
    if (!closed) channel.post(frame);
  };

  const refuse = (id: number, error: unknown) => {
    if (!(error instanceof ContractError)) onBug(error);
    post({ kind: 'refusal', id, error: refusalOf(error) });
  };

  const subscribe = <Name extends EventName>(id: number, event: Name, rawInput: unknown) => {
    const emit: Emit<Name> = (payload) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new Error('The client is gone.'));
          return;
        }
        acks.set(id, { resolve, reject });
        post({ kind: 'event', id, payload });
      });
    stops.set(id, api.subscribe(event, parseInput(eventSchemas[event].input, rawInput ?? {}), emit));
  };

  const unsubscribe = (id: number) => {
    stops.get(id)?.();
    stops.delete(id);
    acks.get(id)?.reject(new Error('The client unsubscribed.'));
    acks.delete(id);
  };

  channel.onFrame((raw) => {
    const parsed = clientFrameSchema.safeParse(raw);
    if (!parsed.success) return;
    const frame = parsed.data;
    switch (frame.kind) {
      case 'call':
        callChecked(api, frame.name, frame.input).then(
          (output) => post({ kind: 'result', id: frame.id, output }),
          (error: unknown) => refuse(frame.id, error),
        );
        break;
      case 'subscribe':
        try {
          if (!isEventName(frame.event)) {
            throw new ContractError({
              code: 'unknown-command',
              field: 'event',
              message: `There is no event "${frame.event}".`,
            });
          }
          if (stops.has(frame.id)) {
            throw new ContractError({
              code: 'invalid-input',
              field: 'id',
              message: 'That subscription exists already.',
            });
          }
          subscribe(frame.id, frame.event, frame.input);
        } catch (error) {
          refuse(frame.id, error);
        }
        break;
      case 'unsubscribe':
        unsubscribe(frame.id);
        break;
      case 'ack': {
        const ack = acks.get(frame.id);
        acks.delete(frame.id);
        ack?.resolve();
        break;
      }
      default:
        frame satisfies never;
    }
  });

  channel.onClose(() => {
    closed = true;
    for (const id of [...stops.keys()]) unsubscribe(id);
  });
}

/** The refusal to show for whatever was thrown: a bug's text stays in the log. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ContractError) return error.refusal;
  return { code: 'internal', message: 'Something went wrong inside Sealpost. The log of the engine says more.' };
}

/** @throws {ContractError} `invalid-input`, naming the field at fault */
export function parseInput<Parsed>(schema: z.ZodType<Parsed>, value: unknown): Parsed {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (!issue) throw new Error('A schema refused without saying why.');
  const field = fieldOf(issue);
  throw new ContractError({
    code: 'invalid-input',
    ...(field === null ? {} : { field }),
    message: issueSentence(issue),
  });
}

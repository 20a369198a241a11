import { z } from 'zod';
import { historyFilterSchema, historyTailSchema } from './history.ts';
import { statusSchema } from './status.ts';

/** Every event a client can subscribe to, with what it says when subscribing. */
export const events = {
  'history.tail': { input: z.strictObject({ filter: historyFilterSchema.optional() }), payload: historyTailSchema },
  'status.changed': { input: z.strictObject({}), payload: statusSchema },
  /** Says only that the queue is not what it was: clients ask for the page they show. */
  'queue.changed': { input: z.strictObject({}), payload: z.object({ messages: z.int(), recipients: z.int() }) },
};

export type Events = typeof events;
export type EventName = keyof Events;
export type EventInput<Name extends EventName> = z.input<Events[Name]['input']>;
export type EventParsed<Name extends EventName> = z.output<Events[Name]['input']>;
export type EventPayload<Name extends EventName> = z.output<Events[Name]['payload']>;

/** As `commandSchemas` is to `commands`. */
export const eventSchemas: {
  [Name in EventName]: { input: z.ZodType<EventParsed<Name>>; payload: z.ZodType<EventPayload<Name>> };
} = events;

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(events, name);
}

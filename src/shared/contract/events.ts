import { z } from 'zod';
import { historyFilterSchema, historyTailSchema } from './history.ts';
import { queueOperationSchema } from './queue.ts';
import { ruleTestProgressSchema } from './ruleList.ts';
import { idSchema } from './scalars.ts';
import { statusSchema } from './status.ts';
import { probeProgressSchema } from './verdict.ts';

/** Every event a client can subscribe to, with what it says when subscribing. */
export const events = {
  'history.tail': { input: z.strictObject({ filter: historyFilterSchema.optional() }), payload: historyTailSchema },
  'status.changed': { input: z.strictObject({}), payload: statusSchema },
  /** Rules or their verdicts are not what they were: clients ask for the list they show. */
  'rules.changed': { input: z.strictObject({}), payload: z.object({ total: z.int() }) },
  /** Probes many domains while somebody listens: unsubscribing cancels. */
  'probe.run': {
    input: z.strictObject({ domains: z.array(z.string().min(1).max(300)).min(1).max(10_000) }),
    payload: probeProgressSchema,
  },
  /** The changes of the queue that are under way, whoever asked for them. */
  'queue.progress': { input: z.strictObject({}), payload: z.object({ operations: z.array(queueOperationSchema) }) },
  /** Tests rules anew while somebody listens, and keeps what it finds: unsubscribing cancels. */
  'rules.test': {
    input: z.strictObject({ ids: z.array(idSchema).min(1).max(10_000) }),
    payload: ruleTestProgressSchema,
  },
  /** Says only that the queue is not what it was: clients ask for the page they show. */
  'queue.changed': { input: z.strictObject({}), payload: z.object({ messages: z.int(), recipients: z.int() }) },
  /** The mail of a domain was counted, some time after the queue changed: clients that show such counts ask for them. */
  'traffic.changed': { input: z.strictObject({}), payload: z.object({}) },
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

import { z } from 'zod';

/** What the bench and its sender of mail have agreed on. */
export const steadyLoadSchema = z.object({
  port: z.int(),
  domain: z.string(),
  messagesPerSecond: z.number(),
  seconds: z.number(),
  sessions: z.int(),
});

export const steadyMailQuestion = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('send'), load: steadyLoadSchema }),
]);

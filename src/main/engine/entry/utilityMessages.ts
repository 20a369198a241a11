import { z } from 'zod';

/** What passes over the port between the desktop shell and its engine, beside the contract's frames. */

export const toEngineSchema = z.discriminatedUnion('kind', [
  /** The first of all: it starts with the key that seals the secrets, in base64, or without one. */
  z.object({ kind: z.literal('start'), dataKey: z.string().nullable() }),
  z.object({ kind: z.literal('frame'), frame: z.unknown() }),
  z.object({ kind: z.literal('stop') }),
]);
export type ToEngine = z.infer<typeof toEngineSchema>;

export const fromEngineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('frame'), frame: z.unknown() }),
  /** Mail is accepted. */
  z.object({ kind: z.literal('ready') }),
  /** It did not start, and ends now: an `EngineStartError`'s code and message. */
  z.object({ kind: z.literal('failed'), error: z.object({ code: z.string(), message: z.string() }) }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;

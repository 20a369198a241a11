import { z } from 'zod';
import { messageDirectionSchema } from '../domain/direction.ts';
import { failureCodeSchema } from '../domain/failureCode.ts';
import { historyOutcomeSchema, stageSchema } from '../domain/historyWords.ts';
import { tlsModeSchema } from '../domain/tlsMode.ts';
import { certificateSchema } from './certificate.ts';
import { idSchema, limitSchema, timeSchema } from './scalars.ts';

/** One thing that happened to one message, or to the engine: a row of the live log. */
export const historyEntrySchema = z.object({
  seq: z.int(),
  at: timeSchema,
  stage: stageSchema,
  direction: messageDirectionSchema.nullable(),
  queueId: z.string().nullable(),
  messageId: z.string().nullable(),
  sender: z.string().nullable(),
  recipient: z.string().nullable(),
  domain: z.string().nullable(),
  host: z.string().nullable(),
  address: z.string().nullable(),
  outcome: historyOutcomeSchema,
  code: failureCodeSchema.nullable(),
  /** The peer's reply, or ours where we refused. */
  reply: z.string().nullable(),
  protocol: z.string().nullable(),
  cipher: z.string().nullable(),
  certificate: certificateSchema.nullable(),
  mode: tlsModeSchema.nullable(),
  ruleId: z.string().nullable(),
  attempt: z.int().nullable(),
  nextAttemptAt: timeSchema.nullable(),
  expiresAt: timeSchema.nullable(),
  /** For an engineer: what the library or the peer said, never needed to understand the entry. */
  detail: z.string().nullable(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const historyFilterSchema = z.strictObject({
  domain: z.string().max(300).optional(),
  sender: z.string().max(400).optional(),
  recipient: z.string().max(400).optional(),
  outcome: z.union([historyOutcomeSchema, z.array(historyOutcomeSchema).min(1)]).optional(),
  code: failureCodeSchema.optional(),
  direction: messageDirectionSchema.optional(),
  onlyTlsFailures: z.boolean().optional(),
  queueId: idSchema.optional(),
  text: z.string().max(200).optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});
export type HistoryFilter = z.infer<typeof historyFilterSchema>;

export const historyQuerySchema = z.strictObject({
  filter: historyFilterSchema.optional(),
  beforeSeq: z.int().optional(),
  limit: limitSchema.optional(),
});

export const historyStatsSchema = z.object({
  delivered: z.int(),
  deliveredOverTls: z.int(),
  tlsFailures: z.int(),
  deferred: z.int(),
  failed: z.int(),
  expired: z.int(),
});
export type HistoryStats = z.infer<typeof historyStatsSchema>;

/** A live batch, or a gap: the subscriber fell behind and pages from the database up to `latestSeq`. */
export const historyTailSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entries'), entries: z.array(historyEntrySchema), latestSeq: z.int() }),
  z.object({ kind: z.literal('gap'), latestSeq: z.int() }),
]);
export type HistoryTail = z.infer<typeof historyTailSchema>;

import { z } from 'zod';
import { messageDirectionSchema } from '../domain/direction.ts';
import { failureCodeSchema } from '../domain/failureCode.ts';
import { recipientStatusSchema } from '../domain/historyWords.ts';
import { idSchema, limitSchema, queueIdsSchema, timeSchema } from './scalars.ts';

export const queuedRecipientSchema = z.object({
  address: z.string(),
  domain: z.string(),
  status: recipientStatusSchema,
  code: failureCodeSchema.nullable(),
  reply: z.string().nullable(),
  attempts: z.int(),
  nextAttemptAt: timeSchema.nullable(),
  expiresAt: timeSchema.nullable(),
});
export type QueuedRecipient = z.infer<typeof queuedRecipientSchema>;

export const queuedMessageSchema = z.object({
  queueId: z.string(),
  messageId: z.string().nullable(),
  direction: messageDirectionSchema,
  sender: z.string(),
  subject: z.string().nullable(),
  size: z.int(),
  receivedAt: timeSchema,
  held: z.boolean(),
  recipients: z.array(queuedRecipientSchema),
});
export type QueuedMessage = z.infer<typeof queuedMessageSchema>;

export const queueFilterSchema = z.strictObject({
  domain: z.string().max(300).optional(),
  sender: z.string().max(400).optional(),
  held: z.boolean().optional(),
  onlyTlsFailures: z.boolean().optional(),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

/** `after` is the queueId of the last message of the page before. */
export const queueListSchema = z.strictObject({
  filter: queueFilterSchema.optional(),
  after: idSchema.optional(),
  limit: limitSchema.optional(),
});

/** Some messages, or all mail to one domain. */
export const queueSelectionSchema = z.union([
  z.strictObject({ queueIds: queueIdsSchema }),
  z.strictObject({ domain: z.string().min(1).max(300) }),
]);
export type QueueSelection = z.infer<typeof queueSelectionSchema>;

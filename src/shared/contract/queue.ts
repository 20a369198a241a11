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

/** What is asked of recipients must be met by one of them together: its domain, address and code. */
export const queueFilterSchema = z.strictObject({
  /** A part of the name. */
  domain: z.string().max(300).optional(),
  /** The whole name. */
  ofDomain: z.string().min(1).max(300).optional(),
  sender: z.string().max(400).optional(),
  recipient: z.string().max(400).optional(),
  code: failureCodeSchema.optional(),
  direction: messageDirectionSchema.optional(),
  held: z.boolean().optional(),
  onlyTlsFailures: z.boolean().optional(),
  /** Found in the sender, a recipient, the subject, the message ID or the queue ID. */
  text: z.string().max(200).optional(),
});
export type QueueFilter = z.infer<typeof queueFilterSchema>;

export const queueSortKeys = ['receivedAt', 'nextAttemptAt', 'expiresAt', 'size', 'domain'] as const;
/** Of several recipients, the earliest time and the first name count. What has no next try comes last. */
export const queueSortSchema = z.strictObject({ by: z.enum(queueSortKeys), descending: z.boolean() });
export type QueueSort = z.infer<typeof queueSortSchema>;
export type QueueSortKey = QueueSort['by'];

/** A page follows another by that one's `cursor`; in the order of receipt also by the queueId of its last message. */
export const queueListSchema = z.strictObject({
  filter: queueFilterSchema.optional(),
  sort: queueSortSchema.optional(),
  cursor: z.string().max(1000).optional(),
  after: idSchema.optional(),
  limit: limitSchema.optional(),
});

export const queuePageSchema = z.object({
  messages: z.array(queuedMessageSchema),
  /** Of all pages. */
  total: z.int(),
  /** Where the next page begins; null after the last one. */
  cursor: z.string().nullable(),
});

/** All that waits for one domain. */
export const queuedDomainSchema = z.object({
  domain: z.string(),
  messages: z.int(),
  recipients: z.int(),
  heldRecipients: z.int(),
  oldestReceivedAt: timeSchema,
  soonestExpiresAt: timeSchema,
  /** Null where all is on hold. */
  nextAttemptAt: timeSchema.nullable(),
  /** The failure that most recipients met; null where nothing was tried yet. */
  code: failureCodeSchema.nullable(),
  /** How many other failures there are. */
  otherCodes: z.int(),
});
export type QueuedDomain = z.infer<typeof queuedDomainSchema>;

export const queueDomainsSchema = z.strictObject({
  /** A part of the name. */
  search: z.string().max(300).optional(),
  sort: z.enum(['messages', 'domain', 'oldest', 'expires']).optional(),
  limit: z.int().min(1).max(5000).optional(),
});

/** Names a change before its answer comes, so that it can be followed and cancelled. */
const operationId = idSchema.optional();
/** Some messages; the recipients in one domain; or every message that meets a filter when the command is given. */
export const queueSelectionSchema = z.union([
  z.strictObject({ queueIds: queueIdsSchema, operationId }),
  z.strictObject({ domain: z.string().min(1).max(300), operationId }),
  z.strictObject({ filter: queueFilterSchema, operationId }),
]);
export type QueueSelection = z.infer<typeof queueSelectionSchema>;

/** What a change of a selection would meet, for the question that is asked before it. */
export const queuePreviewSchema = z.object({
  messages: z.int(),
  recipients: z.int(),
  domains: z.int(),
  held: z.int(),
  /** Recipients that a delivery has in hand: only hold and release concern them. */
  delivering: z.int(),
  /** Messages without a sender, automatic notices: nobody is told of their end. */
  withoutSender: z.int(),
});
export type QueuePreview = z.infer<typeof queuePreviewSchema>;

/** How much waited at the end of each bucket of time, `to` at the latest. Null where nothing is known. */
export const queueDepthSchema = z
  .strictObject({ from: timeSchema, to: timeSchema, bucketMinutes: z.int().min(1).max(1440) })
  .refine(({ from, to, bucketMinutes }) => (Date.parse(to) - Date.parse(from)) / 60_000 / bucketMinutes <= 2000, {
    path: ['bucketMinutes'],
    message: 'Ask for at most 2000 buckets: make them longer.',
  });
export const queueDepthPointSchema = z.object({
  at: timeSchema,
  messages: z.int().nullable(),
  /** Of the oldest message; 0 where none waited. */
  oldestAgeMs: z.int().nullable(),
});
export type QueueDepthPoint = z.infer<typeof queueDepthPointSchema>;

export const queueActions = ['retry', 'hold', 'release', 'bounce', 'remove'] as const;
export const queueActionSchema = z.enum(queueActions);
export type QueueAction = z.infer<typeof queueActionSchema>;

export const queueChangedSchema = z.object({
  /** Messages that were changed. */
  count: z.int(),
  /** It was stopped before the end: `count` messages are changed, the others are as they were. */
  cancelled: z.boolean(),
  /** For `queue.undo`; null where it cannot be undone. */
  undoId: z.string().nullable(),
});
export type QueueChanged = z.infer<typeof queueChangedSchema>;

export const queueOperationSchema = z.object({
  operationId: z.string(),
  action: z.enum([...queueActions, 'undo']),
  done: z.int(),
  total: z.int(),
});
export type QueueOperation = z.infer<typeof queueOperationSchema>;

import { z } from 'zod';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import { messageDirectionSchema } from '../../../shared/domain/direction.ts';
import { failureCodeSchema } from '../../../shared/domain/failureCode.ts';
import { recipientStatusSchema } from '../../../shared/domain/historyWords.ts';
import { toTime, toTimeOrNull } from '../storage/times.ts';

/**
 * Rows are checked as they leave the database: a wrong one is a bug found here, not later. Only a failure code may be of
 * a newer version that ran before: it must not hold up the queue.
 */
export const messageRowSchema = z.object({
  id: z.int(),
  queue_id: z.string(),
  direction: messageDirectionSchema,
  sender: z.string(),
  message_id: z.string().nullable(),
  subject: z.string().nullable(),
  size: z.int(),
  received_at: z.int(),
  held: z.int(),
  eight_bit_mime: z.int(),
  smtp_utf8: z.int(),
  body_file: z.string().nullable(),
  /** What the body has to be; null for one of a version that did not note it, which has no such column either. */
  body_sha256: z.instanceof(Uint8Array).nullable().catch(null),
});
export type MessageRow = z.infer<typeof messageRowSchema>;

export const recipientRowSchema = z.object({
  id: z.int(),
  message_rowid: z.int(),
  address: z.string(),
  domain: z.string(),
  direction: messageDirectionSchema,
  status: recipientStatusSchema,
  held: z.int(),
  code: failureCodeSchema.nullable().catch('internal-error'),
  reply: z.string().nullable(),
  host: z.string().nullable(),
  attempts: z.int(),
  last_attempt_at: z.int().nullable(),
  next_attempt_at: z.int().nullable(),
  expires_at: z.int(),
  delay_warned: z.int(),
});
export type RecipientRow = z.infer<typeof recipientRowSchema>;

export function toQueuedMessage(message: MessageRow, recipients: readonly RecipientRow[]): QueuedMessage {
  return {
    queueId: message.queue_id,
    messageId: message.message_id,
    direction: message.direction,
    sender: message.sender,
    subject: message.subject,
    size: message.size,
    receivedAt: toTime(message.received_at),
    held: message.held === 1,
    recipients: recipients.map((recipient) => ({
      address: recipient.address,
      domain: recipient.domain,
      status: recipient.status,
      code: recipient.code,
      reply: recipient.reply,
      attempts: recipient.attempts,
      nextAttemptAt: toTimeOrNull(recipient.next_attempt_at),
      expiresAt: toTime(recipient.expires_at),
    })),
  };
}

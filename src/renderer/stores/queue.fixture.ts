import type { QueuedMessage, QueuedRecipient } from '../../shared/contract/queue.ts';

export function queuedRecipient(more: Partial<QueuedRecipient> = {}): QueuedRecipient {
  return {
    address: 'bob@example.com',
    domain: 'example.com',
    status: 'deferred',
    code: null,
    reply: null,
    attempts: 1,
    nextAttemptAt: '2026-11-22T15:00:00.000Z',
    expiresAt: '2026-11-29T14:00:00.000Z',
    ...more,
  };
}

/** A message with all that a test does not care about. */
export function queuedMessage(queueId: string, more: Partial<QueuedMessage> = {}): QueuedMessage {
  return {
    queueId,
    messageId: null,
    direction: 'outbound',
    sender: 'anna@office.example',
    subject: 'Invoice',
    size: 1000,
    receivedAt: '2026-11-22T14:00:00.000Z',
    held: false,
    recipients: [queuedRecipient()],
    ...more,
  };
}

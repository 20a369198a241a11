import { z } from 'zod';

/** Where in a message's way something happened. "Processing: Check TLS" is the stage the admins of such gateways know. */
export const stages = [
  'Processing: Accept',
  'Processing: Check TLS',
  'Processing: Deliver',
  'Processing: Queue',
  'Processing: Notify',
  'Engine',
] as const;
export const stageSchema = z.enum(stages);
export type Stage = z.infer<typeof stageSchema>;

/**
 * What happened. `delivered`, `deferred`, `failed` and `expired` are outcomes of an attempt for one recipient.
 * `next-host`: this host failed and the next one was tried in the same attempt. `observed`: what strict would have
 * done for a watched domain (`code` is null where it would have passed). `rescheduled`: a retry was taken back, the next
 * try is when it was planned. `paused`, `resumed`: deliveries, by the admin or at the time that was set; `nextAttemptAt` is the end of the pause.
 */
export const historyOutcomes = [
  'accepted',
  'refused',
  'delivered',
  'deferred',
  'failed',
  'expired',
  'next-host',
  'observed',
  'held',
  'released',
  'retried',
  'rescheduled',
  'bounced',
  'removed',
  'notified',
  'started',
  'stopped',
  'warning',
  'paused',
  'resumed',
] as const;
export const historyOutcomeSchema = z.enum(historyOutcomes);
export type HistoryOutcome = z.infer<typeof historyOutcomeSchema>;

/** Of a recipient that is still, or was lately, in the queue. */
export const recipientStatuses = [
  'queued',
  'delivering',
  'deferred',
  'delivered',
  'failed',
  'expired',
  'unreadable',
] as const;
export const recipientStatusSchema = z.enum(recipientStatuses);
export type RecipientStatus = z.infer<typeof recipientStatusSchema>;

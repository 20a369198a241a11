import { z } from 'zod';
import { failureCodeSchema } from '../domain/failureCode.ts';
import { historyStatsSchema } from './history.ts';
import { pauseSchema } from './pause.ts';
import { timeSchema } from './scalars.ts';

const listenerStatusSchema = z.object({
  host: z.string(),
  port: z.int(),
  /** The port it really has, or why it does not listen. */
  state: z.enum(['listening', 'failed']),
  error: z.enum(['port-in-use', 'permission-denied', 'address-not-available', 'internal']).nullable(),
});
export type ListenerStatus = z.infer<typeof listenerStatusSchema>;

/** A domain whose mail waits because of a failure, the most urgent first. */
const attentionSchema = z.object({
  domain: z.string(),
  code: failureCodeSchema,
  messages: z.int(),
  oldestReceivedAt: timeSchema,
  soonestExpiresAt: timeSchema,
  nextAttemptAt: timeSchema.nullable(),
});
export type Attention = z.infer<typeof attentionSchema>;

/** A fact about the engine that the admin should act on. */
const noticeSchema = z.object({
  kind: z.enum([
    'database-set-aside',
    'listener-failed',
    'unreadable-messages',
    /** `detail` is the day on which it ends or ended: `2026-11-30`, in UTC. */
    'own-certificate-expiring',
    /** Our key and certificate could not be used, new ones were made; `detail` names the files kept. */
    'identity-replaced',
    /** At the start on restored data; `detail` is the number of its messages, all of them on hold. */
    'backup-restored',
    /** The route `subject` is enforced, but its server has not been tested. */
    'route-not-validated',
    /** Mail to the route `subject` waits because of its TLS; `detail` is the failure code. */
    'route-failing',
    /** None of `detail` hosts answered in the last hour. */
    'port-25-blocked',
    /** Mail through the smart host waits for its password; `detail` is why it cannot be read: a `LockedReason`. */
    'smart-host-password-locked',
    /** Mail through the smart host waits for its password, of which there is none; `detail` is the user. */
    'smart-host-password-missing',
    /** `detail` is the bytes that are free. */
    'disk-low',
  ]),
  at: timeSchema,
  /** What it is about, where there may be several. */
  subject: z.string().optional(),
  detail: z.string(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** A rule's domain whose server showed a certificate at the last test that ends within two weeks, or has ended. */
const endingCertificateSchema = z.object({ pattern: z.string(), notAfter: timeSchema });
export type EndingCertificate = z.infer<typeof endingCertificateSchema>;

export const statusSchema = z.object({
  version: z.string(),
  state: z.enum(['running', 'attention', 'failing']),
  /** Null while deliveries are made. */
  pause: pauseSchema.nullable(),
  startedAt: timeSchema,
  dataDir: z.string(),
  hostname: z.string(),
  listeners: z.array(listenerStatusSchema),
  queue: z.object({
    messages: z.int(),
    recipients: z.int(),
    deferred: z.int(),
    held: z.int(),
    tlsFailures: z.int(),
    oldestReceivedAt: timeSchema.nullable(),
  }),
  last24Hours: historyStatsSchema,
  attention: z.array(attentionSchema),
  notices: z.array(noticeSchema),
  /** The first to end is the first; of enabled rules only. */
  endingCertificates: z.array(endingCertificateSchema),
  rules: z.int(),
  demo: z.boolean(),
});
export type Status = z.infer<typeof statusSchema>;

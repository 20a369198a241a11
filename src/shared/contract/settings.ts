import { z } from 'zod';
import { linkModeSchema } from '../domain/tlsMode.ts';
import { hostPortSchema, listenPortSchema, portSchema } from './scalars.ts';

const listenerSchema = z.strictObject({ host: z.string().min(1).max(255), port: listenPortSchema });

export const smartHostSchema = z.strictObject({
  host: z.string().min(1).max(255),
  port: portSchema,
  mode: linkModeSchema,
  username: z.string().max(255).nullable(),
});

/** Everything the admin can set. The smart host's password is not here: it can be saved, never read back. */
export const settingsSchema = z.strictObject({
  /** Our name in greeting, EHLO and DSNs. */
  hostname: z.string().min(1).max(255),
  listeners: z.array(listenerSchema).min(1).max(16),
  allowedNetworks: z.array(z.string().min(1).max(64)).max(200),
  acceptedDomains: z.array(z.string().min(1).max(255)).max(1000),
  maxMessageBytes: z
    .int()
    .min(1024)
    .max(1024 * 1024 * 1024),
  dns: z.strictObject({ servers: z.array(hostPortSchema).max(10) }),
  delivery: z.strictObject({
    port: portSchema,
    maxConnectionsPerDomain: z.int().min(1).max(100),
    maxConnections: z.int().min(1).max(1000),
    connectTimeoutMs: z.int().min(100).max(300_000),
    commandTimeoutMs: z.int().min(100).max(600_000),
  }),
  trust: z.strictObject({ caFiles: z.array(z.string().min(1).max(4096)).max(50) }),
  smartHost: smartHostSchema.nullable(),
  queue: z.strictObject({
    /** `1m, 5m, 15m, 30m, 1h, 2h, 4h*`: the last repeats. */
    retrySchedule: z.string().min(1).max(500),
    lifeHours: z
      .int()
      .min(1)
      .max(24 * 30),
    tlsLifeHours: z
      .int()
      .min(1)
      .max(24 * 30),
  }),
  notices: z.strictObject({
    /** False is the seed's silent deletion. */
    sendDsn: z.boolean(),
    sendDelayWarning: z.boolean(),
    delayWarningHours: z
      .int()
      .min(1)
      .max(24 * 30),
    tlsDelayWarningHours: z
      .int()
      .min(1)
      .max(24 * 30),
  }),
  history: z.strictObject({
    retentionDays: z.int().min(1).max(3650),
    /** Of 1,000,000 octets, about: what the log takes of the database, with what it is searched by. */
    maxMegabytes: z.int().min(10).max(1_000_000),
  }),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Sections that are given replace those of today; within a section too, what is left out stays. */
export const settingsInputSchema = z.strictObject({
  hostname: settingsSchema.shape.hostname.optional(),
  listeners: settingsSchema.shape.listeners.optional(),
  allowedNetworks: settingsSchema.shape.allowedNetworks.optional(),
  acceptedDomains: settingsSchema.shape.acceptedDomains.optional(),
  maxMessageBytes: settingsSchema.shape.maxMessageBytes.optional(),
  dns: settingsSchema.shape.dns.partial().optional(),
  delivery: settingsSchema.shape.delivery.partial().optional(),
  trust: settingsSchema.shape.trust.partial().optional(),
  smartHost: smartHostSchema.nullable().optional(),
  /** Null forgets it. */
  smartHostPassword: z.string().max(1000).nullable().optional(),
  queue: settingsSchema.shape.queue.partial().optional(),
  notices: settingsSchema.shape.notices.partial().optional(),
  history: settingsSchema.shape.history.partial().optional(),
});
export type SettingsInput = z.infer<typeof settingsInputSchema>;

/**
 * Why a sealed secret cannot be read. `no-key`: this engine was started without the key that the desktop app keeps in the
 * keychain. `other-key`: it was sealed with another one. `damaged`: it was changed since.
 */
export const lockedReasonSchema = z.enum(['no-key', 'other-key', 'damaged']);
export type LockedReason = z.infer<typeof lockedReasonSchema>;

export const settingsViewSchema = z.object({
  settings: settingsSchema,
  /** Also true of one that is locked. */
  smartHostPasswordSet: z.boolean(),
  /** Null where it can be read. Else mail through the smart host waits until it is entered again. */
  smartHostPasswordLocked: lockedReasonSchema.nullable(),
  /** Where secrets that are saved now are kept, said to the admin. `keychain`: sealed with a key that is in there. */
  secretStorage: z.enum(['keychain', 'owner-only-file']),
});
export type SettingsView = z.infer<typeof settingsViewSchema>;

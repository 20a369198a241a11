import { z } from 'zod';
import { idSchema, timeSchema } from './scalars.ts';

/** Shorter ones can be guessed in spite of the lock-out. */
export const shortestPassword = 10;
const usernameSchema = z.string().min(1).max(128);

/** Somebody who may send from outside the allowed networks. The password can be set, never read back. */
export const userSchema = z.object({
  id: idSchema,
  username: usernameSchema,
  note: z.string(),
  enabled: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** To about ten minutes; null where never. */
  lastUsedAt: timeSchema.nullable(),
  /** After too many wrong passwords; null where not locked out. */
  lockedUntil: timeSchema.nullable(),
});
export type User = z.infer<typeof userSchema>;

export const userInputSchema = z.strictObject({
  /** Of the user to change; left out for a new one. */
  id: idSchema.optional(),
  username: usernameSchema,
  /** Needed for a new user; left out it stays. */
  password: z.string().max(200).optional(),
  note: z.string().max(500).optional(),
  enabled: z.boolean().optional(),
});
export type UserInput = z.infer<typeof userInputSchema>;

/** Of an IPv6 address its /64 network. */
export const lockedAddressSchema = z.object({ address: z.string(), until: timeSchema });
export type LockedAddress = z.infer<typeof lockedAddressSchema>;

import { z } from 'zod';
import { cipherProfileSchema } from '../domain/cipherProfile.ts';
import { ruleDirectionSchema } from '../domain/direction.ts';
import { ruleModeSchema } from '../domain/tlsMode.ts';
import { tlsVersionSchema } from '../domain/tlsVersion.ts';
import { idSchema, timeSchema } from './scalars.ts';
import { ruleVerdictSchema } from './verdict.ts';

export const pinSchema = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'A pin is the Base64 of a SHA-256: 43 characters and "=".');
const cipherListSchema = z.string().max(500);
const queueLifeHoursSchema = z
  .int()
  .min(1)
  .max(24 * 30);

/** What the admin wants for one domain pattern. */
export const ruleSchema = z.object({
  id: idSchema,
  /** A-labels, lower case: `example.com` or `*.example.com`. */
  pattern: z.string(),
  /** The same with U-labels, for people. */
  displayPattern: z.string(),
  direction: ruleDirectionSchema,
  mode: ruleModeSchema,
  minVersion: tlsVersionSchema,
  cipherProfile: cipherProfileSchema,
  cipherList: z.string().nullable(),
  mxNames: z.array(z.string()),
  pins: z.array(z.string()),
  queueLifeHours: z.int().nullable(),
  note: z.string(),
  enabled: z.boolean(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type Rule = z.infer<typeof ruleSchema>;

/** A rule with what the last probe found; null before the first, and for wildcards: there is no one domain to ask. */
export const listedRuleSchema = ruleSchema.extend({ verdict: ruleVerdictSchema.nullable() });
export type ListedRule = z.infer<typeof listedRuleSchema>;

/** Only `pattern` and `mode` are required; an `id` changes that rule, and what is left out then stays as it was. */
export const ruleInputSchema = z.strictObject({
  id: idSchema.optional(),
  pattern: z.string().min(1, 'Enter a domain.').max(300),
  mode: ruleModeSchema,
  direction: ruleDirectionSchema.optional(),
  minVersion: tlsVersionSchema.optional(),
  cipherProfile: cipherProfileSchema.optional(),
  cipherList: cipherListSchema.nullable().optional(),
  mxNames: z.array(z.string().min(1).max(255)).max(50).optional(),
  pins: z.array(pinSchema).max(20).optional(),
  queueLifeHours: queueLifeHoursSchema.nullable().optional(),
  note: z.string().max(2000).optional(),
  enabled: z.boolean().optional(),
});
export type RuleInput = z.infer<typeof ruleInputSchema>;

/** How one line of a pasted list of domains was read. `hint` does not stop the line from being added. */
export const checkedLineSchema = z.object({
  input: z.string(),
  pattern: z.string().optional(),
  /** The pattern with U-labels, where that is not the same. */
  displayPattern: z.string().optional(),
  error: z.enum(['duplicate-domain', 'already-listed', 'invalid-domain', 'public-suffix']).optional(),
  hint: z.string().optional(),
});
export type CheckedLine = z.infer<typeof checkedLineSchema>;

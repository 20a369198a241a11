import { z } from 'zod';
import { ruleModeSchema } from '../domain/tlsMode.ts';
import { tlsVersionSchema } from '../domain/tlsVersion.ts';
import { listedRuleSchema } from './rule.ts';
import { idSchema } from './scalars.ts';

/** What becomes of the mail that a rule covers. */
export const ruleTrafficSchema = z.object({
  /** Accepted to its domains or from them in the last 7 days, once a recipient. */
  mail: z.int(),
  /** In the last 7 days, one for each attempt that failed. */
  tlsFailures: z.int(),
  /** Messages in the queue now, on their way out. */
  waiting: z.int(),
});
export type RuleTraffic = z.infer<typeof ruleTrafficSchema>;

/** A rule as the list of domains shows it. */
export const ruleRowSchema = listedRuleSchema.extend({ traffic: ruleTrafficSchema });
export type RuleRow = z.infer<typeof ruleRowSchema>;

/** One of the names that a rule covers, which had mail in the last 7 days or has mail waiting. */
export const coveredNameSchema = ruleTrafficSchema.extend({ domain: z.string() });
export type CoveredName = z.infer<typeof coveredNameSchema>;

export const ruleSortKeys = [
  'pattern',
  'mode',
  'direction',
  'minVersion',
  'verdict',
  'mail',
  'tlsFailures',
  'waiting',
  'certificate',
  'note',
  'enabled',
] as const;
export type RuleSortKey = (typeof ruleSortKeys)[number];

/** Parts of the list that are worth a look on their own. */
export const ruleParts = [
  'failing',
  'unknown',
  'ending',
  'tlsFailures',
  'waiting',
  'disabled',
  'strict',
  'relaxed',
  'pinned',
  'watch',
] as const;
export type RulePart = (typeof ruleParts)[number];

export const findRulesSchema = z.strictObject({
  /** A part of the pattern or the note; or a name, address or URL: then also what covers it. */
  search: z.string().max(300).optional(),
  part: z.enum(ruleParts).optional(),
  sort: z.enum(ruleSortKeys).optional(),
  descending: z.boolean().optional(),
  /** How many of the first come as whole rows. */
  limit: z.int().min(0).max(500).optional(),
});
export type FindRules = z.infer<typeof findRulesSchema>;

export const foundRulesSchema = z.object({
  /** All that were found, in order: rows beyond the first are asked for by these. Plain, as there may be 10,000. */
  ids: z.array(z.string()),
  rows: z.array(ruleRowSchema),
  /** How many rules there are without search and part. */
  total: z.int(),
  /** Where the search is a name that a wildcard is the longest match of. */
  covering: z.object({ name: z.string(), ids: z.array(idSchema) }).nullable(),
});
export type FoundRules = z.infer<typeof foundRulesSchema>;

/** What can be changed of many rules at once. */
export const ruleChangeSchema = z.strictObject({
  mode: ruleModeSchema.optional(),
  minVersion: tlsVersionSchema.optional(),
  enabled: z.boolean().optional(),
});
export type RuleChange = z.infer<typeof ruleChangeSchema>;

/** `undoId` is what `rules.undo` takes, for as long as the engine runs and remembers it. */
export const changedRulesSchema = z.object({ count: z.int(), undoId: idSchema });

/** How far a test of many rules is. */
export const ruleTestProgressSchema = z.object({
  /** Rules that can be tested. */
  total: z.int(),
  done: z.int(),
  valid: z.int(),
  notValid: z.int(),
  unknown: z.int(),
  /** Wildcards, rules for mail that comes in, and those that are switched off: nobody to ask. */
  skipped: z.int(),
  finished: z.boolean(),
});
export type RuleTestProgress = z.infer<typeof ruleTestProgressSchema>;

import { z } from 'zod';
import { messageDirectionSchema } from '../domain/direction.ts';
import { failureCodeSchema } from '../domain/failureCode.ts';
import { historyOutcomeSchema, stageSchema } from '../domain/historyWords.ts';
import { tlsModeSchema } from '../domain/tlsMode.ts';
import { certificateSchema } from './certificate.ts';
import { idSchema, limitSchema, timeSchema } from './scalars.ts';

/** One thing that happened to one message, or to the engine: a row of the live log. */
export const historyEntrySchema = z.object({
  seq: z.int(),
  at: timeSchema,
  stage: stageSchema,
  direction: messageDirectionSchema.nullable(),
  queueId: z.string().nullable(),
  messageId: z.string().nullable(),
  sender: z.string().nullable(),
  recipient: z.string().nullable(),
  domain: z.string().nullable(),
  host: z.string().nullable(),
  address: z.string().nullable(),
  outcome: historyOutcomeSchema,
  code: failureCodeSchema.nullable(),
  /** The peer's reply, or ours where we refused. */
  reply: z.string().nullable(),
  protocol: z.string().nullable(),
  cipher: z.string().nullable(),
  certificate: certificateSchema.nullable(),
  mode: tlsModeSchema.nullable(),
  ruleId: z.string().nullable(),
  attempt: z.int().nullable(),
  nextAttemptAt: timeSchema.nullable(),
  expiresAt: timeSchema.nullable(),
  /** For an engineer: what the library or the peer said, never needed to understand the entry. */
  detail: z.string().nullable(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const historyFilterSchema = z.strictObject({
  domain: z.string().max(300).optional(),
  /** As of a rule, in A-labels: that domain alone, or with `*.` all below it. */
  pattern: z.string().min(1).max(300).optional(),
  sender: z.string().max(400).optional(),
  recipient: z.string().max(400).optional(),
  outcome: z.union([historyOutcomeSchema, z.array(historyOutcomeSchema).min(1)]).optional(),
  code: failureCodeSchema.optional(),
  direction: messageDirectionSchema.optional(),
  onlyTlsFailures: z.boolean().optional(),
  queueId: idSchema.optional(),
  text: z.string().max(200).optional(),
  from: timeSchema.optional(),
  to: timeSchema.optional(),
});
export type HistoryFilter = z.infer<typeof historyFilterSchema>;

/** `beforeSeq` pages back, `afterSeq` forward: both exclusive. With `afterSeq` come the entries right after it. */
export const historyQuerySchema = z.strictObject({
  filter: historyFilterSchema.optional(),
  beforeSeq: z.int().optional(),
  afterSeq: z.int().optional(),
  limit: limitSchema.optional(),
  /** A search that takes long may end with less than was asked for: for a window that shows what comes. */
  mayEndEarly: z.boolean().optional(),
});

/**
 * `entries` is newest first. `nextSeq` is where to go on, given as `beforeSeq`, or as `afterSeq` where that was asked for;
 * null where all was read. Less entries than asked for are the last ones, unless the search was allowed to end early: then
 * there may be none, and a `nextSeq`. An engine of an earlier version says neither `nextSeq` nor `oldestSeq`.
 */
export const historyPageSchema = z.object({
  entries: z.array(historyEntrySchema),
  nextSeq: z.int().nullable().optional(),
  latestSeq: z.int(),
  /** Entries are numbered without gaps from here to `latestSeq`; null where there are none. */
  oldestSeq: z.int().nullable().optional(),
});
export type HistoryPage = z.infer<typeof historyPageSchema>;

/** Counting takes some milliseconds at most: what is left then is estimated, and `exact` false. */
export const historyCountSchema = z.object({ count: z.int(), exact: z.boolean() });

/** Everything that happened to one message, and to the notices about it, oldest first. */
export const historyTimelineSchema = z.object({
  entries: z.array(historyEntrySchema),
  /** There are more than a thousand: these are the newest of them. */
  cut: z.boolean(),
});

export type HistoryTimeline = z.infer<typeof historyTimelineSchema>;

export const historyStatsSchema = z.object({
  delivered: z.int(),
  deliveredOverTls: z.int(),
  tlsFailures: z.int(),
  deferred: z.int(),
  failed: z.int(),
  expired: z.int(),
});
export type HistoryStats = z.infer<typeof historyStatsSchema>;

/** How often each code was met, the most frequent first. */
const codeCountsSchema = z.array(z.object({ code: failureCodeSchema, count: z.int() }));

/** At most this many buckets a question: a week by minutes is not a chart. */
export const maxSeriesBuckets = 2000;

/**
 * What became of mail over time, for a chart: for all domains,
 * one `domain`, a `pattern` (a wildcard counts all below it, but not itself) or the pattern of a rule.
 */
export const historySeriesInputSchema = z
  .strictObject({
    from: timeSchema,
    to: timeSchema,
    bucketMinutes: z.int().min(1).max(1440),
    domain: z.string().min(1).max(300).optional(),
    pattern: z.string().min(1).max(300).optional(),
    ruleId: idSchema.optional(),
  })
  .refine(
    ({ from, to, bucketMinutes }) => (Date.parse(to) - Date.parse(from)) / 60_000 / bucketMinutes <= maxSeriesBuckets,
    { path: ['bucketMinutes'], message: `Ask for at most ${maxSeriesBuckets} buckets: make them longer.` },
  )
  .refine(({ domain, pattern, ruleId }) => [domain, pattern, ruleId].filter((one) => one !== undefined).length <= 1, {
    path: ['domain'],
    message: 'Ask for a domain, a pattern or a rule, not for two of them.',
  });

/** Oldest first, without gaps; each begins at a multiple of its length (UTC), so the first may begin before `from`. */
export const historySeriesSchema = z.object({
  buckets: z.array(historyStatsSchema.extend({ at: timeSchema, codes: codeCountsSchema })),
  /** Of the whole range. */
  codes: codeCountsSchema,
});
export type HistorySeries = z.infer<typeof historySeriesSchema>;

/**
 * Mail accepted in the last 7 days, counted once a recipient, to each domain or from it, and the TLS failures met.
 * Domains without either are left out.
 */
export const domainCountsSchema = z.object({
  domains: z.array(z.object({ domain: z.string(), mail: z.int(), tlsFailures: z.int() })),
});

/** A live batch, or a gap: the subscriber fell behind and pages from the database up to `latestSeq`. */
export const historyTailSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entries'), entries: z.array(historyEntrySchema), latestSeq: z.int() }),
  z.object({ kind: z.literal('gap'), latestSeq: z.int() }),
]);
export type HistoryTail = z.infer<typeof historyTailSchema>;

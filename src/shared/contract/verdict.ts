import { z } from 'zod';
import { failureCodeSchema } from '../domain/failureCode.ts';
import { certificateSchema } from './certificate.ts';
import { portSchema, timeSchema } from './scalars.ts';

/** Whether one mode would let mail through; `code` says why not. */
const modeVerdictSchema = z.object({ pass: z.boolean(), code: failureCodeSchema.nullable() });
export type ModeVerdict = z.infer<typeof modeVerdictSchema>;

/** How long each phase took, in milliseconds; null for what was not reached. */
const timingsSchema = z.object({
  dnsMs: z.number().nullable(),
  connectMs: z.number().nullable(),
  greetingMs: z.number().nullable(),
  helloMs: z.number().nullable(),
  handshakeMs: z.number().nullable(),
  totalMs: z.number(),
});
export type ProbeTimings = z.infer<typeof timingsSchema>;

/** What the prober found at one host. */
export const verdictSchema = z.object({
  host: z.string(),
  port: portSchema,
  /** The one that answered; null where none did. */
  address: z.string().nullable(),
  addressesTried: z.array(z.object({ address: z.string(), code: failureCodeSchema.nullable() })),
  /** Whether STARTTLS was in the EHLO reply; null where none came. */
  offered: z.boolean().nullable(),
  protocol: z.string().nullable(),
  cipher: z.string().nullable(),
  /** The peer's own first. */
  certificates: z.array(certificateSchema),
  nameMatches: z.boolean().nullable(),
  modes: z.object({
    relaxed: modeVerdictSchema,
    strict: modeVerdictSchema,
    /** Null without pins to compare with. */
    pinned: modeVerdictSchema.nullable(),
  }),
  /** Why not stricter; null where strict passes. */
  code: failureCodeSchema.nullable(),
  /** True where the answer says nothing about TLS: a 421, a timeout, a blocked port, a DNS that does not answer. */
  unknown: z.boolean(),
  /** What the peer or the library said. */
  detail: z.string().nullable(),
  timings: timingsSchema,
  checkedAt: timeSchema,
});
export type Verdict = z.infer<typeof verdictSchema>;

export const strictestModes = ['strict', 'relaxed', 'opportunistic'] as const;

export const domainVerdictSchema = z.object({
  domain: z.string(),
  mx: z.array(z.object({ host: z.string(), preference: z.int(), verdict: verdictSchema })),
  /** The strictest mode that every MX passes; null where nothing is known. */
  strictestMode: z.enum(strictestModes).nullable(),
  /** Why not stricter, or why nothing is known. */
  code: failureCodeSchema.nullable(),
  /** True where at least one MX, or the DNS, gave no answer that counts. */
  unknown: z.boolean(),
  checkedAt: timeSchema,
});
export type DomainVerdict = z.infer<typeof domainVerdictSchema>;

/** What a domain's verdict means for one rule: would its mail pass? */
export const ruleVerdictSchema = z.object({
  result: z.enum(['valid', 'not-valid', 'unknown']),
  code: failureCodeSchema.nullable(),
  checkedAt: timeSchema,
  /** The earliest end of the certificates that were shown. */
  certificateNotAfter: timeSchema.nullable(),
});
export type RuleVerdict = z.infer<typeof ruleVerdictSchema>;

export const routeResults = [
  'strict',
  'relaxed',
  'tls-not-supported',
  'no-answer',
  'tls-too-old',
  'recipient-refused',
] as const;

export const routeResultSchema = z.object({
  routeId: z.string(),
  result: z.enum(routeResults),
  /** The server's answer to RCPT, where it refused. */
  reply: z.string().nullable(),
  verdict: verdictSchema,
});
export type RouteResult = z.infer<typeof routeResultSchema>;

/** Progress of many probes: what is new since the batch before. */
export const probeProgressSchema = z.object({
  total: z.int(),
  done: z.int(),
  verdicts: z.array(domainVerdictSchema),
  finished: z.boolean(),
});
export type ProbeProgress = z.infer<typeof probeProgressSchema>;

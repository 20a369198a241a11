import { z } from 'zod';
import { tlsVersionSchema } from '../domain/tlsVersion.ts';
import { aboutSchema } from './about.ts';
import { backupListSchema, backupSummarySchema, filePathSchema, restoreAnswerSchema } from './backup.ts';
import {
  domainCountsSchema,
  historyCountSchema,
  historyEntrySchema,
  historyFilterSchema,
  historyPageSchema,
  historyQuerySchema,
  historySeriesInputSchema,
  historySeriesSchema,
  historyStatsSchema,
  historyTimelineSchema,
} from './history.ts';
import { savedFilterInputSchema, savedFilterSchema } from './logFilter.ts';
import {
  generateCertificateSchema,
  importCertificateSchema,
  ownCertificateSchema,
  requestCertificateSchema,
} from './ownCertificate.ts';
import { pauseAnswerSchema, pauseInputSchema } from './pause.ts';
import {
  queueChangedSchema,
  queueDepthPointSchema,
  queueDepthSchema,
  queueDomainsSchema,
  queuedDomainSchema,
  queuedMessageSchema,
  queueListSchema,
  queuePageSchema,
  queuePreviewSchema,
  queueSelectionSchema,
} from './queue.ts';
import { routeInputSchema, routeSchema } from './route.ts';
import { checkedLineSchema, listedRuleSchema, pinSchema, ruleInputSchema, ruleSchema } from './rule.ts';
import {
  exportedRulesSchema,
  exportRulesSchema,
  importedRulesSchema,
  importRulesSchema,
  previewRulesSchema,
  rulePreviewSchema,
} from './ruleExchange.ts';
import {
  changedRulesSchema,
  coveredNameSchema,
  findRulesSchema,
  foundRulesSchema,
  ruleChangeSchema,
  ruleRowSchema,
} from './ruleList.ts';
import { idSchema, limitSchema, portSchema, timeSchema } from './scalars.ts';
import { settingsInputSchema, settingsViewSchema, smartHostSchema } from './settings.ts';
import { smartHostTestSchema } from './smartHost.ts';
import { statusSchema } from './status.ts';
import { lockedAddressSchema, userInputSchema, userSchema } from './user.ts';
import { domainVerdictSchema, routeResultSchema, ruleVerdictSchema, verdictSchema } from './verdict.ts';

const nothing = z.strictObject({});
const count = z.object({ count: z.int() });

function define<Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) {
  return { input, output };
}

/** Every command of the engine. Types, preload, handlers, clients and the CLI are derived from this table. */
export const commands = {
  'status.get': define(nothing, statusSchema),
  'about.get': define(nothing, aboutSchema),

  /** Starts no delivery until then, or until resumed; those under way end. Paused already, it changes the end. */
  'delivery.pause': define(pauseInputSchema, pauseAnswerSchema),
  'delivery.resume': define(nothing, pauseAnswerSchema),

  'rules.list': define(
    z.strictObject({ search: z.string().max(300).optional() }),
    z.object({ rules: z.array(listedRuleSchema), total: z.int() }),
  ),
  'rules.get': define(z.strictObject({ id: idSchema }), z.object({ rule: listedRuleSchema })),
  'rules.check': define(
    z.strictObject({ text: z.string().max(1_000_000) }),
    z.object({ lines: z.array(checkedLineSchema) }),
  ),
  'rules.save': define(ruleInputSchema, z.object({ rule: ruleSchema })),
  /** The STARTTLS ping: what a rule would meet if it were saved like this. `verdict` is null for a wildcard. */
  'rules.probe': define(ruleInputSchema, ruleVerdictSchema.extend({ verdict: domainVerdictSchema.nullable() })),
  'rules.saveMany': define(
    z.strictObject({ rules: z.array(ruleInputSchema).min(1).max(10_000) }),
    z.object({ rules: z.array(ruleSchema), undoId: idSchema }),
  ),
  'rules.remove': define(z.strictObject({ ids: z.array(idSchema).min(1).max(10_000) }), changedRulesSchema),
  /** The list as it is looked at: searched, sorted and in pages, so that its length costs nothing. */
  'rules.find': define(findRulesSchema, foundRulesSchema),
  /** Those that still exist, in the order of asking. */
  'rules.rows': define(
    z.strictObject({ ids: z.array(idSchema).min(1).max(500) }),
    z.object({ rows: z.array(ruleRowSchema) }),
  ),
  /** Which names a rule holds for, as far as mail tells: those with most mail first, at most `limit` (50). */
  'rules.names': define(
    z.strictObject({ id: idSchema, limit: limitSchema.optional() }),
    z.object({ names: z.array(coveredNameSchema), total: z.int() }),
  ),
  /** The same change to many rules, all or none. */
  'rules.change': define(
    z.strictObject({ ids: z.array(idSchema).min(1).max(10_000), change: ruleChangeSchema }),
    changedRulesSchema,
  ),
  /** Puts back what a change or a removal took away, ids and verdicts too; refused where it was changed again since. */
  'rules.undo': define(z.strictObject({ undoId: idSchema }), count),

  /** As a file, for this program or for another mail server. */
  'rules.export': define(exportRulesSchema, exportedRulesSchema),
  /** What importing a file would do, line by line. Nothing is changed. */
  'rules.preview': define(previewRulesSchema, rulePreviewSchema),
  /** All of a file or, with `leaveOutErrors`, all that can be. Rules that the file does not name are left alone. */
  'rules.import': define(importRulesSchema, importedRulesSchema),

  'routes.list': define(nothing, z.object({ routes: z.array(routeSchema) })),
  'routes.save': define(routeInputSchema, z.object({ route: routeSchema })),
  'routes.remove': define(z.strictObject({ ids: z.array(idSchema).min(1).max(1000) }), count),

  /** Tries every route, or those named, for an internal address. Only when all pass are the modes found enforced. */
  'routes.validate': define(
    z.strictObject({ address: z.string().min(3).max(320), routeIds: z.array(idSchema).min(1).max(1000).optional() }),
    z.object({ results: z.array(routeResultSchema), pass: z.boolean() }),
  ),

  'probe.host': define(
    z.strictObject({
      host: z.string().min(1).max(255),
      port: portSchema.optional(),
      /** The name that the certificate must be for, if not the host. */
      name: z.string().min(1).max(255).optional(),
      pins: z.array(pinSchema).max(20).optional(),
      minVersion: tlsVersionSchema.optional(),
      fresh: z.boolean().optional(),
    }),
    z.object({ verdict: verdictSchema }),
  ),
  'probe.domain': define(
    z.strictObject({ domain: z.string().min(1).max(300), fresh: z.boolean().optional() }),
    domainVerdictSchema,
  ),

  'queue.list': define(queueListSchema, queuePageSchema),
  'queue.domains': define(queueDomainsSchema, z.object({ domains: z.array(queuedDomainSchema), total: z.int() })),
  /** Oldest first, without gaps. */
  'queue.depth': define(queueDepthSchema, z.object({ points: z.array(queueDepthPointSchema) })),
  'queue.get': define(
    z.strictObject({ queueId: idSchema }),
    z.object({ message: queuedMessageSchema, headers: z.string() }),
  ),
  'queue.retry': define(queueSelectionSchema, queueChangedSchema),
  'queue.hold': define(queueSelectionSchema, queueChangedSchema),
  'queue.release': define(queueSelectionSchema, queueChangedSchema),
  'queue.bounce': define(queueSelectionSchema, queueChangedSchema),
  'queue.remove': define(queueSelectionSchema, queueChangedSchema),
  'queue.preview': define(queueSelectionSchema, queuePreviewSchema),
  /** Stops a change between two messages; its own answer says how far it came. */
  'queue.cancel': define(z.strictObject({ operationId: idSchema }), z.object({ cancelled: z.boolean() })),
  /** Takes back a hold, a release or a retry, for the messages that are still as it left them. */
  'queue.undo': define(z.strictObject({ undoId: idSchema, operationId: idSchema.optional() }), queueChangedSchema),

  'history.query': define(historyQuerySchema, historyPageSchema),
  'history.count': define(z.strictObject({ filter: historyFilterSchema.optional() }), historyCountSchema),
  'history.timeline': define(z.strictObject({ queueId: idSchema }), historyTimelineSchema),
  'history.get': define(z.strictObject({ seq: z.int() }), z.object({ entry: historyEntrySchema })),
  'history.stats': define(
    z.strictObject({ from: timeSchema.optional(), to: timeSchema.optional() }),
    historyStatsSchema,
  ),
  'history.series': define(historySeriesInputSchema, historySeriesSchema),
  'history.domainCounts': define(nothing, domainCountsSchema),

  'filters.list': define(nothing, z.object({ filters: z.array(savedFilterSchema) })),
  'filters.save': define(savedFilterInputSchema, z.object({ filter: savedFilterSchema })),
  'filters.remove': define(z.strictObject({ id: idSchema }), count),

  'certificate.get': define(nothing, ownCertificateSchema),
  /** Makes a key and a certificate that signs itself, and shows it from then on. */
  'certificate.generate': define(generateCertificateSchema, ownCertificateSchema),
  /** Makes a request for an authority to sign; what is in use stays in use until the answer is imported. */
  'certificate.csr': define(requestCertificateSchema, z.object({ csr: z.string() })),
  /** Takes the pair into use at once, for new sessions, or refuses and changes nothing. */
  'certificate.import': define(importCertificateSchema, ownCertificateSchema),

  /** Who may send from outside the allowed networks, after a login over TLS. */
  'users.list': define(
    nothing,
    z.object({ users: z.array(userSchema), lockedAddresses: z.array(lockedAddressSchema) }),
  ),
  'users.save': define(userInputSchema, z.object({ user: userSchema })),
  'users.remove': define(z.strictObject({ ids: z.array(idSchema).min(1).max(1000) }), count),

  /** Tries a smart host as it is entered. The password counts for this call; without one, that which is kept for it. */
  'smartHost.test': define(
    smartHostSchema.extend({ password: z.string().min(1).max(1000).optional() }),
    smartHostTestSchema,
  ),

  /** Everything in one file, while the engine works; without a path it goes into the data folder's own folder. */
  'backup.create': define(z.strictObject({ file: filePathSchema.optional() }), backupSummarySchema),
  'backup.list': define(nothing, backupListSchema),
  /** Whether a file is a backup that can be restored, and what is in it. */
  'backup.check': define(z.strictObject({ file: filePathSchema }), backupSummarySchema),
  /** Starts the engine anew on what is in a backup. The data of before are kept; its messages are on hold. */
  'backup.restore': define(z.strictObject({ file: filePathSchema }), restoreAnswerSchema),

  'settings.get': define(nothing, settingsViewSchema),
  'settings.save': define(settingsInputSchema, settingsViewSchema),
};

export type Commands = typeof commands;
export type CommandName = keyof Commands;
export type CommandInput<Name extends CommandName> = z.input<Commands[Name]['input']>;
/** What a handler gets: the input after the schema filled in its defaults. */
export type CommandParsed<Name extends CommandName> = z.output<Commands[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.output<Commands[Name]['output']>;

/** The table as a generic name sees it: TypeScript follows a name through a mapped type, not through an object's type. */
export const commandSchemas: {
  [Name in CommandName]: { input: z.ZodType<CommandParsed<Name>>; output: z.ZodType<CommandOutput<Name>> };
} = commands;

export const commandNames = Object.keys(commands).filter(isCommandName);

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

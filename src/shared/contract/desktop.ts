import { z } from 'zod';
import { refusalSchema } from './errors.ts';
import { timeSchema } from './scalars.ts';

/**
 * What the page asks of the desktop shell, and hears from it: nothing of it exists in a browser. Schemas first, as for the
 * engine's contract; the shell checks sender and input of every call.
 */

/** What a notification of the system may be about. */
export const noticeKinds = [
  'tls-failure',
  'last-day',
  'certificate',
  'engine-restarted',
  'not-taking-mail',
  'database-set-aside',
] as const;
export const noticeKindSchema = z.enum(noticeKinds);
export type NoticeKind = z.infer<typeof noticeKindSchema>;

export const colorSchemeSchema = z.enum(['auto', 'light', 'dark']);

const on = z.boolean().default(true);

/** Kept in the shell's own file. What a newer or older version does not know gets its default. */
export const preferencesSchema = z.object({
  notifications: z
    .object({
      'tls-failure': on,
      'last-day': on,
      certificate: on,
      'engine-restarted': on,
      'not-taking-mail': on,
      'database-set-aside': on,
    } satisfies Record<NoticeKind, typeof on>)
    .prefault({}),
  /** When the system starts the app at login, only the tray icon shows. */
  startHidden: on,
  /** The window's frame and its first colours; the page follows the same choice by itself. */
  colorScheme: colorSchemeSchema.default('auto'),
});
export type Preferences = z.infer<typeof preferencesSchema>;

/** A place in the page: what a notification or a menu leads to. */
export const placeSchema = z.strictObject({
  page: z.string().max(40),
  params: z.record(z.string().max(40), z.string().max(400)),
});
export type Place = z.infer<typeof placeSchema>;

/** How the engine fares under the shell's eyes, since the app was started. */
export const engineHostSchema = z.object({
  phase: z.enum(['starting', 'running', 'restarting', 'failed', 'stopped']),
  since: timeSchema,
  /** True where a service was found running: the app looks on and does not own it. */
  attached: z.boolean(),
  restarts: z.int(),
  lastExit: z.object({ at: timeSchema, reason: z.string() }).nullable(),
  /** While restarting: when it is tried next. */
  nextTryAt: timeSchema.nullable(),
});
export type EngineHost = z.infer<typeof engineHostSchema>;

export const folderIdSchema = z.enum(['data', 'desktop']);
export type FolderId = z.infer<typeof folderIdSchema>;

/** What a file is chosen for: it says which files the dialog shows. */
export const chosenFileKindSchema = z.enum(['backup', 'authority']);
export type ChosenFileKind = z.infer<typeof chosenFileKindSchema>;

export const desktopViewSchema = z.object({
  preferences: preferencesSchema,
  startAtLogin: z.object({ supported: z.boolean(), enabled: z.boolean() }),
  versions: z.object({ app: z.string(), electron: z.string(), chromium: z.string(), node: z.string() }),
  folders: z.array(z.object({ id: folderIdSchema, path: z.string() })),
  engine: engineHostSchema,
});
export type DesktopView = z.infer<typeof desktopViewSchema>;

const nothing = z.strictObject({});

export const desktopCommands = {
  'desktop.get': { input: nothing, output: desktopViewSchema },
  'preferences.save': {
    input: z.strictObject({
      notifications: z.partialRecord(noticeKindSchema, z.boolean()).optional(),
      startHidden: z.boolean().optional(),
      colorScheme: colorSchemeSchema.optional(),
    }),
    output: desktopViewSchema,
  },
  'login.set': { input: z.strictObject({ enabled: z.boolean() }), output: desktopViewSchema },
  /** Only the folders that `desktop.get` lists: never a path that the page gives. */
  'folder.open': { input: z.strictObject({ folder: folderIdSchema }), output: nothing },
  /** The system's own dialog. `path` is null where it was left without a choice. */
  'file.choose': {
    input: z.strictObject({ kind: chosenFileKindSchema }),
    output: z.object({ path: z.string().nullable() }),
  },
};

export type DesktopCommands = typeof desktopCommands;
export type DesktopCommandName = keyof DesktopCommands;
export type DesktopInput<Name extends DesktopCommandName> = z.output<DesktopCommands[Name]['input']>;
export type DesktopOutput<Name extends DesktopCommandName> = z.output<DesktopCommands[Name]['output']>;

/** As `commandSchemas` is to the engine's commands. */
export const desktopCommandSchemas: {
  [Name in DesktopCommandName]: { input: z.ZodType<DesktopInput<Name>>; output: z.ZodType<DesktopOutput<Name>> };
} = desktopCommands;

export function isDesktopCommandName(name: string): name is DesktopCommandName {
  return Object.hasOwn(desktopCommands, name);
}

export const desktopCallSchema = z.strictObject({ name: z.string().max(64), input: z.unknown() });

export const desktopAnswerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), output: z.unknown() }),
  z.object({ ok: z.literal(false), error: refusalSchema }),
]);
export type DesktopAnswer = z.infer<typeof desktopAnswerSchema>;

/** What the shell tells the page. */
export const desktopEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('go'), place: placeSchema }),
  /** The keyboard goes to the page's search field. */
  z.object({ kind: z.literal('find') }),
  z.object({ kind: z.literal('changed'), view: desktopViewSchema }),
]);
export type DesktopEvent = z.infer<typeof desktopEventSchema>;

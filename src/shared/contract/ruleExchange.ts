import { z } from 'zod';
import { ruleDirectionSchema } from '../domain/direction.ts';
import { ruleModeSchema } from '../domain/tlsMode.ts';
import { refusalSchema } from './errors.ts';
import { idSchema } from './scalars.ts';

/** The forms that can be read again. */
export const ruleFileFormats = ['csv', 'json'] as const;
export const ruleFileFormatSchema = z.enum(ruleFileFormats);
export type RuleFileFormat = z.infer<typeof ruleFileFormatSchema>;

/** `postfix`: a table for `smtp_tls_policy_maps`. `exchange`: a PowerShell script for Exchange Server. */
export const exportFormats = [...ruleFileFormats, 'postfix', 'exchange'] as const;
export const exportFormatSchema = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** Rules in one file, and so in one transaction. */
export const maxImportedRules = 10_000;
/** Characters of a file that is imported. */
export const maxImportedText = 5_000_000;

export const exportRulesSchema = z.strictObject({
  format: exportFormatSchema,
  /** Without it, all of them. */
  ids: z.array(idSchema).min(1).max(10_000).optional(),
});

export const exportedRulesSchema = z.object({
  fileName: z.string(),
  mediaType: z.string(),
  /** Begins with a byte order mark where the program that opens it needs one. */
  text: z.string(),
  /** Rules that are in it. */
  count: z.int(),
  /** Rules that the format cannot express; its comments name them. */
  leftOut: z.int(),
});
export type ExportedRules = z.infer<typeof exportedRulesSchema>;

const importedText = {
  text: z.string().max(maxImportedText, 'The file is too large: at most 5 million characters.'),
  /** Without it, the text tells. */
  format: ruleFileFormatSchema.optional(),
};

export const previewRulesSchema = z.strictObject(importedText);

/** What a rule's field is before and after, as the file writes it. */
export const fieldChangeSchema = z.object({ field: z.string(), before: z.string(), after: z.string() });
export type FieldChange = z.infer<typeof fieldChangeSchema>;

/** What would happen to one rule of the file. */
export const previewLineSchema = z.object({
  /** Of the file, from 1: where the rule begins. */
  line: z.int(),
  /** As the file names it, or as it was read. */
  pattern: z.string(),
  outcome: z.enum(['new', 'changed', 'same', 'error']),
  mode: ruleModeSchema.nullable(),
  direction: ruleDirectionSchema.nullable(),
  /** Of a changed one, what differs. */
  changes: z.array(fieldChangeSchema),
  error: refusalSchema.nullable(),
});
export type PreviewLine = z.infer<typeof previewLineSchema>;

export const rulePreviewSchema = z.object({
  format: ruleFileFormatSchema,
  lines: z.array(previewLineSchema),
  counts: z.object({ new: z.int(), changed: z.int(), same: z.int(), error: z.int() }),
  /** Columns that no rule has: nothing is read from them. */
  unusedColumns: z.array(z.string()),
  /** Names this preview, so that nothing else is imported than what was seen. */
  previewId: z.string(),
});
export type RulePreview = z.infer<typeof rulePreviewSchema>;

export const importRulesSchema = z.strictObject({
  ...importedText,
  /** Refused (`conflict`) where the import would now do something else than the preview of this name said. */
  previewId: z.string().max(64).optional(),
  /** Imports what can be imported. Without it, one line in error keeps all of them out. */
  leaveOutErrors: z.boolean().optional(),
});

export const importedRulesSchema = z.object({
  added: z.int(),
  changed: z.int(),
  same: z.int(),
  leftOut: z.int(),
  /** For `rules.undo`; null where nothing was changed. */
  undoId: z.string().nullable(),
});

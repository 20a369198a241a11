import { z } from 'zod';
import { timeSchema } from './scalars.ts';

/** An absolute path on the machine that the engine runs on. */
export const filePathSchema = z.string().min(1).max(4096);

export const backupSummarySchema = z.object({
  file: z.string(),
  bytes: z.int(),
  createdAt: timeSchema,
  /** Of the Sealpost that wrote it. */
  version: z.string(),
  messages: z.int(),
  rules: z.int(),
  routes: z.int(),
  users: z.int(),
});
export type BackupSummary = z.infer<typeof backupSummarySchema>;

export const backupListSchema = z.object({
  /** Where backups go that are given no place of their own. */
  folder: z.string(),
  /** The newest first. */
  backups: z.array(z.object({ file: z.string(), bytes: z.int(), modifiedAt: timeSchema })),
});
export type BackupList = z.infer<typeof backupListSchema>;

export const restoreAnswerSchema = backupSummarySchema.extend({
  /** Where the data of before is kept. */
  keptAside: z.string(),
});

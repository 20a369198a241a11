import { z } from 'zod';
import { messageDirectionSchema } from '../domain/direction.ts';
import { failureCodeSchema } from '../domain/failureCode.ts';
import { outcomeGroupSchema } from '../domain/outcomeGroup.ts';
import { idSchema, timeSchema } from './scalars.ts';

/** Spans that move with the clock: a saved filter means the last hour of whenever it is used. */
export const timePresets = ['hour', 'today', 'week'] as const;
export const timePresetSchema = z.enum(timePresets);
export type TimePreset = z.infer<typeof timePresetSchema>;

/** What an admin picks in the live log. Empty text, false, null and an empty list restrict nothing. */
export const logFilterSchema = z.strictObject({
  text: z.string().max(200).default(''),
  domain: z.string().max(300).default(''),
  sender: z.string().max(400).default(''),
  recipient: z.string().max(400).default(''),
  outcomes: z.array(outcomeGroupSchema).max(20).default([]),
  code: failureCodeSchema.nullable().default(null),
  direction: messageDirectionSchema.nullable().default(null),
  onlyTlsFailures: z.boolean().default(false),
  preset: timePresetSchema.nullable().default(null),
  /** Beside a preset these two are not looked at. */
  from: timeSchema.nullable().default(null),
  to: timeSchema.nullable().default(null),
  queueId: idSchema.nullable().default(null),
});
export type LogFilter = z.output<typeof logFilterSchema>;

export const savedFilterSchema = z.object({
  id: idSchema,
  name: z.string(),
  filter: logFilterSchema,
  /** Applied when the log is first opened: at most one is. */
  isDefault: z.boolean(),
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;

/** An `id` changes one; without it a new one is kept. */
export const savedFilterInputSchema = z.strictObject({
  id: idSchema.optional(),
  name: z.string().trim().min(1, 'Give it a name.').max(60),
  filter: logFilterSchema,
  isDefault: z.boolean().default(false),
});

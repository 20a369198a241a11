import { z } from 'zod';
import { timeSchema } from './scalars.ts';

/** Deliveries are not started; mail is taken as before, and times to give up go on. */
export const pauseSchema = z.object({
  since: timeSchema,
  /** Null: until somebody resumes. */
  until: timeSchema.nullable(),
  /** Messages whose life ends before the pause does, or within a day where it has no end. */
  endangered: z.int(),
});
export type Pause = z.infer<typeof pauseSchema>;

export const pauseInputSchema = z.strictObject({ until: timeSchema.nullable().optional() });
export const pauseAnswerSchema = z.object({ pause: pauseSchema.nullable() });

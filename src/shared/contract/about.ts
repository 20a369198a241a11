import { z } from 'zod';
import { timeSchema } from './scalars.ts';

/** What the engine is made of: for the About page and for whoever is asked for help. */
export const aboutSchema = z.object({
  version: z.string(),
  node: z.string(),
  sqlite: z.string(),
  /** The TLS library that speaks to mail servers. */
  openssl: z.string(),
  /** Node's `process.platform` and `process.arch`, and the system's own version. */
  platform: z.string(),
  arch: z.string(),
  system: z.string(),
  startedAt: timeSchema,
  dataDir: z.string(),
  logFile: z.string(),
});
export type About = z.infer<typeof aboutSchema>;

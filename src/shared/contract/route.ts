import { z } from 'zod';
import { linkModeSchema } from '../domain/tlsMode.ts';
import { idSchema, portSchema, timeSchema } from './scalars.ts';

/** An internal mail server and the accepted domains it serves. A lower `priority` is tried first. */
export const routeSchema = z.object({
  id: idSchema,
  name: z.string(),
  domains: z.array(z.string()),
  host: z.string(),
  port: portSchema,
  priority: z.int(),
  mode: linkModeSchema,
  validatedAt: timeSchema.nullable(),
});
export type Route = z.infer<typeof routeSchema>;

/** An `id` changes that route; port, priority and mode then stay as they were where they are left out. */
export const routeInputSchema = z.strictObject({
  id: idSchema.optional(),
  name: z.string().min(1).max(200),
  domains: z.array(z.string().min(1).max(255)).min(1).max(500),
  host: z.string().min(1).max(255),
  port: portSchema.optional(),
  priority: z.int().min(0).max(65535).optional(),
  mode: linkModeSchema.optional(),
});
export type RouteInput = z.infer<typeof routeInputSchema>;

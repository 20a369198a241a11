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

export const routeInputSchema = z.strictObject({
  id: idSchema.optional(),
  name: z.string().min(1).max(200),
  domains: z.array(z.string().min(1).max(255)).min(1).max(500),
  host: z.string().min(1).max(255),
  port: portSchema.default(25),
  priority: z.int().min(0).max(65535).default(10),
  mode: linkModeSchema.default('opportunistic'),
});
export type RouteInput = z.input<typeof routeInputSchema>;

import { z } from 'zod';

/** ISO 8601 in UTC, the only form a time takes in the contract. */
export const timeSchema = z.iso.datetime();
export const portSchema = z.int().min(1).max(65535);
/** Port 0 means "any free one": for listeners only. */
export const listenPortSchema = z.int().min(0).max(65535);
export const limitSchema = z.int().min(1).max(1000);
export const idSchema = z.string().min(1).max(64);
export const queueIdsSchema = z.array(idSchema).min(1).max(10_000);

/** `host:port` or `[v6]:port`. */
export const hostPortSchema = z
  .string()
  .max(300)
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^\s:[\]]+):\d{1,5}$/, 'Write it as host:port, for example 127.0.0.1:2525.');

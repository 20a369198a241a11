import { z } from 'zod';
import type { EngineLaunch } from './types.ts';

const argsSchema = z.array(z.string());

/** `SEALPOST_ENGINE_ARGS`: a JSON array of options as they stand behind `sealpost serve`. @throws {Error} */
export function parseExtraArgs(text: string | undefined): readonly string[] {
  if (!text) return [];
  const parsed = argsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(`SEALPOST_ENGINE_ARGS must be a JSON array of strings, not ${text}`);
}

/**
 * The command line of the engine that we start. It serves its user interface on loopback too, with a token that only
 * the owner can read: that is how `sealpost call` finds a desktop's engine.
 */
export function serveArgs({ dataDir, demo, extraArgs }: EngineLaunch): string[] {
  return ['serve', '--data-dir', dataDir, '--web', '127.0.0.1:0', ...(demo ? ['--demo'] : []), ...extraArgs];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

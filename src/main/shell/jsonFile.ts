import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';

/**
 * What a small file of the shell holds, or `fallback` where there is none. One that cannot be understood is kept aside
 * under `.broken`, so that nobody's choices vanish without a trace.
 */
export function readJsonFile<Value>(file: string, schema: z.ZodType<Value>, fallback: Value): Value {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return fallback;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  try {
    renameSync(file, `${file}.broken`);
  } catch {
    // A folder that cannot be written to: it is overwritten, or stays, as it may.
  }
  return fallback;
}

/** All or nothing: a crash leaves the old file or the new one. @throws where the disk is full or read-only */
export function writeJsonFile(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.part`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

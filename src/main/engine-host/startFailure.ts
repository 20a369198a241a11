import { z } from 'zod';
import { assertNever } from '../../shared/domain/assertNever.ts';
import type { EngineStartCode } from '../engine/engine.types.ts';
import type { EngineStartFailure } from './types.ts';

const startCodes = [
  'data-dir-not-writable',
  'already-running',
  'database-too-new',
  'port-in-use',
  'permission-denied',
  'address-not-available',
  'settings-invalid',
] as const satisfies readonly EngineStartCode[];

const startFailureSchema = z.object({
  code: z.enum([...startCodes, 'unexpected']).catch('unexpected'),
  message: z.string(),
});

/** Reads what an engine that could not start said about it. */
export function parseStartFailure(value: unknown): EngineStartFailure | null {
  const parsed = startFailureSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** True where trying again by itself cannot help: the admin has to change something first. */
export function needsAdmin(failure: EngineStartFailure): boolean {
  switch (failure.code) {
    case 'data-dir-not-writable':
    case 'already-running':
    case 'database-too-new':
    case 'settings-invalid':
      return true;
    case 'port-in-use':
    case 'permission-denied':
    case 'address-not-available':
    case 'unexpected':
      return false;
    default:
      return assertNever(failure.code);
  }
}

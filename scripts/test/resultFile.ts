import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inCheckout } from '../checkout.ts';

/** Where a runner writes what it counted; what an earlier run left there is gone. */
export function freshResultFile(name: string): string {
  const file = inCheckout('.cache', `${name}.json`);
  mkdirSync(inCheckout('.cache'), { recursive: true });
  rmSync(file, { force: true });
  return file;
}

/** Undefined where the runner broke off before it wrote. */
export function readResultFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

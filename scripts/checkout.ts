import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export function inCheckout(...parts: string[]): string {
  return join(root, ...parts);
}

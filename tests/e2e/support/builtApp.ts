import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout, whose built files under out/ are what these suites run. */
export const appDir = join(import.meta.dirname, '..', '..', '..');

export function builtFile(...path: string[]): string {
  const file = join(appDir, 'out', ...path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first.`);
  return file;
}

/** What leads an engine to the lab, as `sealpost serve` takes it. */
export function labArgs(lab: { dns: string; deliveryPort: number; caFile: string }): string[] {
  return ['--smtp', '127.0.0.1:0', '--dns', lab.dns, '--delivery-port', String(lab.deliveryPort), '--ca', lab.caFile];
}

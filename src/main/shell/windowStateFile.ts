import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type WindowState, windowStateSchema } from './windowBounds.ts';

/** Null where there is none, or none that can be read: a window's place is never worth a message. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowStateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(state)}\n`);
  } catch {
    // A full or read-only disk costs the window's place, no more.
  }
}

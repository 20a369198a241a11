import { statfsSync } from 'node:fs';

/** Bytes that may still be written to the disk of `dir`; null where the system does not say. */
export function freeSpace(dir: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return null;
  }
}

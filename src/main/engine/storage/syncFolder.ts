import { open } from 'node:fs/promises';

/** Makes the renames of its files durable. Windows has no fsync of folders, and needs none. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

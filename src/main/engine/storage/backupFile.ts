import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';

/** Behind the database of a backup: eight letters, and the SHA-256 of all before them. SQLite does not look there. */
const magic = Buffer.from('SEALPOST', 'latin1');
const hashOctets = 32;
const sealOctets = magic.length + hashOctets;

/** Appends the seal, and waits until all of it is on the disk. */
export async function seal(file: string): Promise<void> {
  const digest = await hashOf(file, (await stat(file)).size);
  const handle = await open(file, 'a');
  try {
    await handle.writeFile(Buffer.concat([magic, digest]));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export type SealCheck = { kind: 'whole'; databaseOctets: number } | { kind: 'not-a-backup' } | { kind: 'damaged' };

/** Rejects where the file cannot be read at all. */
export async function checkSeal(file: string): Promise<SealCheck> {
  const { size } = await stat(file);
  const databaseOctets = size - sealOctets;
  if (databaseOctets <= 0) return { kind: 'not-a-backup' };
  const found = Buffer.alloc(sealOctets);
  const handle = await open(file, 'r');
  try {
    const start = Buffer.alloc(16);
    await handle.read(start, 0, 16, 0);
    await handle.read(found, 0, sealOctets, databaseOctets);
    const hasSeal = found.subarray(0, magic.length).equals(magic);
    // A backup that was cut has lost its seal, but still begins like one.
    if (!hasSeal) return { kind: start.toString('latin1').startsWith('SQLite format 3') ? 'damaged' : 'not-a-backup' };
  } finally {
    await handle.close();
  }
  const digest = await hashOf(file, databaseOctets);
  return digest.equals(found.subarray(magic.length)) ? { kind: 'whole', databaseOctets } : { kind: 'damaged' };
}

async function hashOf(file: string, octets: number): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { end: octets - 1, highWaterMark: 1024 * 1024 })) hash.update(chunk);
  return hash.digest();
}

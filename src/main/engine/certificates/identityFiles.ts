import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsIdentity } from '../intake/types.ts';
import { syncFolder } from '../storage/syncFolder.ts';

/** Key: only the owner reads it. Beside them `.previous` of both, and `.next` for the moment of a change. */
const keyFile = 'identity.key';
const certFile = 'identity.crt';
const keyMode = 0o600;
const certMode = 0o644;

/** What is in the folder: both halves, whatever they are worth; null for one that is missing. */
export interface IdentityOnDisk {
  key: string | null;
  cert: string | null;
}

/** Reads the pair, after ending or undoing a change that a crash cut in two. Rejects where the folder cannot be used. */
export async function readIdentity(dir: string): Promise<IdentityOnDisk> {
  await endChange(dir);
  const pair = { key: await readIfThere(join(dir, keyFile)), cert: await readIfThere(join(dir, certFile)) };
  if (pair.key !== null) await chmod(join(dir, keyFile), keyMode);
  return pair;
}

/**
 * Puts a new pair in place of the old one, which is kept as `.previous`. After a crash at any moment `readIdentity`
 * finds the old pair or the new one: a new certificate counts as soon as its key has taken its place.
 */
export async function saveIdentity(dir: string, { key, cert }: TlsIdentity): Promise<void> {
  const old = { key: await readIfThere(join(dir, keyFile)), cert: await readIfThere(join(dir, certFile)) };
  if (old.key !== null && old.cert !== null) {
    await writeDurably(join(dir, `${keyFile}.previous`), old.key, keyMode);
    await writeDurably(join(dir, `${certFile}.previous`), old.cert, certMode);
  }
  await writeDurably(join(dir, `${keyFile}.next`), key, keyMode);
  await writeDurably(join(dir, `${certFile}.next`), cert, certMode);
  await syncFolder(dir);
  await rename(join(dir, `${keyFile}.next`), join(dir, keyFile));
  await rename(join(dir, `${certFile}.next`), join(dir, certFile));
  await syncFolder(dir);
}

/** Moves what cannot be used out of the way. Returns the names it has then. */
export async function setIdentityAside(dir: string, now: number): Promise<string[]> {
  const suffix = `unusable-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
  const names: string[] = [];
  for (const file of [keyFile, certFile]) {
    const name = `${file}.${suffix}`;
    try {
      await rename(join(dir, file), join(dir, name));
      names.push(name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return names;
}

/** True where the key reads, the first certificate reads, and they belong together. */
export function isUsablePair({ key, cert }: TlsIdentity): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

async function endChange(dir: string): Promise<void> {
  const key = await readIfThere(join(dir, keyFile));
  const next = await readIfThere(join(dir, `${certFile}.next`));
  if (key !== null && next !== null && isUsablePair({ key, cert: next })) {
    await rename(join(dir, `${certFile}.next`), join(dir, certFile));
  }
  await rm(join(dir, `${certFile}.next`), { force: true });
  await rm(join(dir, `${keyFile}.next`), { force: true });
}

export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Writes a file so that a crash leaves the old octets or the new ones, never a part. */
export async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.part`;
  const handle = await open(temporary, 'w', mode);
  try {
    // A file left by a crash keeps the mode it had.
    await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

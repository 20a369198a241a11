import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsIdentity } from '../intake/types.ts';
import { createSelfSigned, ownOrganization } from './selfSigned.ts';

/** Our own key and certificate for STARTTLS, and what had to be done to have them. */
export interface LoadedIdentity extends TlsIdentity {
  /**
   * `created`: there was none. `renewed`: our own certificate had run out, its key was kept. `replaced`: what was there
   * could not be used; it is kept under the names in `setAside`.
   */
  origin: 'loaded' | 'created' | 'renewed' | 'replaced';
  setAside: string[];
}

export interface IdentityInput {
  dir: string;
  hostname: string;
  /** Epoch milliseconds. */
  now(): number;
}

const keyFile = 'identity.key';
const certFile = 'identity.crt';
const renewBeforeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Reads `identity.key` and `identity.crt` in `dir`; makes them where they are missing. A pair that is broken, or of
 * which the halves do not belong together, is set aside and made anew. Rejects only where the folder cannot be used.
 */
export async function loadOrCreateIdentity({ dir, hostname, now }: IdentityInput): Promise<LoadedIdentity> {
  const key = await readIfThere(join(dir, keyFile));
  const cert = await readIfThere(join(dir, certFile));
  if (key === null && cert === null) {
    const made = await createSelfSigned({ hostname, now: now() });
    await saveIdentity(dir, made);
    return { ...made, origin: 'created', setAside: [] };
  }
  if (key !== null && cert !== null && isUsablePair({ key, cert })) {
    return runsOut(cert, now()) ? renew(dir, hostname, key, now()) : keep(dir, { key, cert });
  }
  const setAside = await setPairAside(dir, now());
  const made = await createSelfSigned({ hostname, now: now() });
  await saveIdentity(dir, made);
  return { ...made, origin: 'replaced', setAside };
}

/** Writes both files so that a crash leaves the old or the new octets of each, never a part. The key: owner only. */
export async function saveIdentity(dir: string, { key, cert }: TlsIdentity): Promise<void> {
  await writeDurably(join(dir, keyFile), key, 0o600);
  await writeDurably(join(dir, certFile), cert, 0o644);
}

/** True where the key reads, the first certificate reads, and they belong together. */
export function isUsablePair({ key, cert }: TlsIdentity): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

async function keep(dir: string, pair: TlsIdentity): Promise<LoadedIdentity> {
  await chmod(join(dir, keyFile), 0o600);
  return { ...pair, origin: 'loaded', setAside: [] };
}

/** Peers may have pinned the key: only the certificate is new. */
async function renew(dir: string, hostname: string, key: string, now: number): Promise<LoadedIdentity> {
  const renewed = { ...(await createSelfSigned({ hostname, now, key })), key };
  await saveIdentity(dir, renewed);
  return { ...renewed, origin: 'renewed', setAside: [] };
}

/** Of a certificate that we made ourselves: another one is the admin's to renew. */
function runsOut(cert: string, now: number): boolean {
  const { subject, issuer, validTo } = new X509Certificate(cert);
  const isOurs = subject === issuer && subject.split('\n').includes(`O=${ownOrganization}`);
  return isOurs && Date.parse(validTo) - now < renewBeforeMs;
}

async function setPairAside(dir: string, now: number): Promise<string[]> {
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

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function writeDurably(path: string, text: string, mode: number): Promise<void> {
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

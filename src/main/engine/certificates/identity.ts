import type { TlsIdentity } from '../intake/types.ts';
import { isUsablePair, readIdentity, saveIdentity, setIdentityAside } from './identityFiles.ts';
import { createSelfSigned, isRenewalDue, renewSelfSigned } from './selfSigned.ts';

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

/**
 * Reads `identity.key` and `identity.crt` in `dir`; makes them where they are missing. A pair that is broken, or of
 * which the halves do not belong together, is set aside and made anew. Rejects only where the folder cannot be used.
 */
export async function loadOrCreateIdentity({ dir, hostname, now }: IdentityInput): Promise<LoadedIdentity> {
  const { key, cert } = await readIdentity(dir);
  if (key !== null && cert !== null && isUsablePair({ key, cert })) {
    if (!isRenewalDue(cert, now())) return { key, cert, origin: 'loaded', setAside: [] };
    const renewed = await renewSelfSigned({ key, cert }, hostname, now());
    await saveIdentity(dir, renewed);
    return { ...renewed, origin: 'renewed', setAside: [] };
  }
  const isNew = key === null && cert === null;
  const setAside = await setIdentityAside(dir, now());
  const made = await createSelfSigned({ hostname, now: now() });
  await saveIdentity(dir, made);
  return { ...made, origin: isNew ? 'created' : 'replaced', setAside };
}

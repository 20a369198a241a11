import { createHash } from 'node:crypto';
import tls, { type SecureContext } from 'node:tls';
import type { TlsPolicy } from '../types.ts';
import { cipherOptions } from './cipherProfiles.ts';

/** Reading some three hundred roots takes tens of milliseconds: a context is made once for what it depends on. */
export interface SecureContexts {
  contextFor(policy: TlsPolicy, extraCaPems: readonly string[]): SecureContext;
}

/** About a megabyte each. */
const maxContexts = 16;

export function createSecureContexts(): SecureContexts {
  const contexts = new Map<string, SecureContext>();
  return {
    contextFor(policy, extraCaPems) {
      const options = cipherOptions(policy);
      const key = `${options.minVersion} ${options.ciphers} ${fingerprintPems(extraCaPems)}`;
      const known = contexts.get(key);
      // Set again, so that the one used longest ago comes first.
      contexts.delete(key);
      const context = known ?? tls.createSecureContext({ ...options, ca: trustedRoots(extraCaPems) });
      contexts.set(key, context);
      for (const oldest of contexts.keys()) {
        if (contexts.size <= maxContexts) break;
        contexts.delete(oldest);
      }
      return context;
    },
  };
}

/** Mozilla's roots as Node ships them, the system's where this Node can read them, and those that the admin added. */
export function trustedRoots(extraCaPems: readonly string[]): string[] {
  // Electron releases on Node 20 have no getCACertificates: importing it by name would fail there.
  const systemRoots = typeof tls.getCACertificates === 'function' ? tls.getCACertificates('system') : [];
  return [...new Set([...tls.rootCertificates, ...systemRoots, ...extraCaPems])];
}

/** By list: every delivery asks for that of the settings. */
const fingerprints = new WeakMap<readonly string[], string>();

export function fingerprintPems(pems: readonly string[]): string {
  const known = fingerprints.get(pems);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const pem of pems) hash.update(`${pem.length}:`).update(pem);
  const fingerprint = hash.digest('base64');
  fingerprints.set(pems, fingerprint);
  return fingerprint;
}

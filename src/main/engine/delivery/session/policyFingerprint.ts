import { hash } from 'node:crypto';
import { fingerprintPems } from '../tls/secureContexts.ts';
import type { Credentials, DeliverySettings, TlsPolicy } from '../types.ts';

/**
 * The key under which a connection may be used again: host, port, and all that had a say in what it was held to. The
 * rule's id is not in it: rules that ask for the same may share. Of a password only a digest goes in.
 */
export function sessionKey(
  target: { host: string; port: number; policy: TlsPolicy; credentials: Credentials | null },
  settings: Pick<DeliverySettings, 'hostname' | 'extraCaPems'>,
): string {
  return JSON.stringify([
    target.host,
    target.port,
    settings.hostname,
    fingerprintPolicy(target.policy),
    target.credentials && digestCredentials(target.credentials),
    fingerprintPems(settings.extraCaPems),
  ]);
}

/** By policy: each rule has one, and each delivery asks. */
const fingerprints = new WeakMap<TlsPolicy, string>();

function fingerprintPolicy(policy: TlsPolicy): string {
  const known = fingerprints.get(policy);
  if (known !== undefined) return known;
  const { mode, minVersion, cipherProfile, cipherList, mxNames, pins } = policy;
  const fingerprint = JSON.stringify([
    mode,
    minVersion,
    cipherProfile,
    cipherList,
    [...mxNames].sort(),
    [...pins].sort(),
  ]);
  fingerprints.set(policy, fingerprint);
  return fingerprint;
}

function digestCredentials({ username, password }: Credentials): string {
  return hash('sha256', JSON.stringify([username, password]), 'base64');
}

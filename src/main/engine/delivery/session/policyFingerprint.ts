import { createHash } from 'node:crypto';
import { fingerprintPems } from '../tls/secureContexts.ts';
import type { Credentials, DeliverySettings, TlsPolicy } from '../types.ts';

/**
 * The key under which a connection may be used again: host, port, and all that had a say in what it was held to. The
 * rule's id is not in it: rules that ask for the same may share. A digest, since a password goes in.
 */
export function sessionKey(
  target: { host: string; port: number; policy: TlsPolicy; credentials: Credentials | null },
  settings: Pick<DeliverySettings, 'hostname' | 'extraCaPems'>,
): string {
  const { mode, minVersion, cipherProfile, cipherList, mxNames, pins } = target.policy;
  const parts = [
    [target.host, target.port, settings.hostname],
    [mode, minVersion, cipherProfile, cipherList, [...mxNames].sort(), [...pins].sort()],
    target.credentials && [target.credentials.username, target.credentials.password],
    fingerprintPems(settings.extraCaPems),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

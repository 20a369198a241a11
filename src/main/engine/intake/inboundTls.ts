import type { TlsFailureCode } from '../../../shared/domain/failureCode.ts';
import { isEnforcedMode } from '../../../shared/domain/tlsMode.ts';
import { tlsVersions } from '../../../shared/domain/tlsVersion.ts';
import type { TlsPolicy } from '../delivery/types.ts';
import { type Reply, startTlsExpected, tlsVersionTooLow } from './replies.ts';

export type InboundDecision = { kind: 'accept' } | { kind: 'refuse'; code: TlsFailureCode; reply: Reply };

/**
 * Holds a session to the inbound rule of the sender's domain (design §8). `protocol` is what Node's TLS names it, null
 * for a session in the clear. `watch` refuses nothing.
 */
export function decideInbound(policy: TlsPolicy | null, domain: string, protocol: string | null): InboundDecision {
  if (policy === null || !isEnforcedMode(policy.mode)) return { kind: 'accept' };
  if (protocol === null) return { kind: 'refuse', code: 'starttls-not-supported', reply: startTlsExpected };
  if (rank(protocol) < rank(policy.minVersion)) {
    return { kind: 'refuse', code: 'tls-version-too-low', reply: tlsVersionTooLow(policy.minVersion, domain) };
  }
  return { kind: 'accept' };
}

const known: readonly string[] = tlsVersions;

/** A version that Node names and we do not know counts as too low. */
function rank(version: string): number {
  return known.indexOf(version);
}

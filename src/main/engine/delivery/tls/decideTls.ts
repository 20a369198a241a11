import type { FailureCode, TlsFailureCode } from '../../../../shared/domain/failureCode.ts';
import { isEnforcedMode } from '../../../../shared/domain/tlsMode.ts';
import type { TlsPolicy } from '../types.ts';
import type { Link } from './tlsFacts.ts';
import { verifyAsStrict, verifyPeer } from './verifyPeer.ts';

/** Whether the EHLO reply lets us go on: with STARTTLS, in the clear, or not at all. */
export type StartDecision = 'start-tls' | 'stay-plain' | 'starttls-not-supported';

/** STARTTLS is sent where it is advertised and never blindly; without it only a link that needs no TLS goes on. */
export function decideStart(offered: boolean, needsTls: boolean): StartDecision {
  if (offered) return 'start-tls';
  return needsTls ? 'starttls-not-supported' : 'stay-plain';
}

/** True where nothing but the greeting may pass in the clear: enforced modes, and any link that carries a password. */
export function needsTls(policy: TlsPolicy, hasCredentials: boolean): boolean {
  return isEnforcedMode(policy.mode) || hasCredentials;
}

/**
 * The decision on which everything else rests: may an envelope be written over this link? Null permits it. Under an
 * enforced mode a plain link never passes, whatever was tried before.
 */
export function decideTls(policy: TlsPolicy, link: Link, host: string): TlsFailureCode | null {
  if (link.kind === 'tls') return verifyPeer(policy, link.facts, host);
  return isEnforcedMode(policy.mode) ? 'starttls-not-supported' : null;
}

/** What strict would have said of this link. `startFailure` is why TLS was tried and is not there: a timeout may be it. */
export function decideAsStrict(
  policy: TlsPolicy,
  link: Link,
  host: string,
  startFailure: FailureCode | null,
): FailureCode | null {
  if (link.kind === 'tls') return verifyAsStrict(policy, link.facts, host);
  return startFailure ?? 'starttls-not-supported';
}

import { assertNever } from '../../../../shared/domain/assertNever.ts';
import type { TlsFailureCode } from '../../../../shared/domain/failureCode.ts';
import { tlsVersions } from '../../../../shared/domain/tlsVersion.ts';
import type { TlsPolicy } from '../types.ts';
import { matchesCertificate } from './matchName.ts';
import type { LeafFacts, TlsFacts } from './tlsFacts.ts';

/**
 * Whether a peer's TLS is what `policy` asks for; null where it is. `host` is the name that was looked up: the
 * reference name unless the policy lists others (RFC 9525 §6). `opportunistic` and `watch` take any peer.
 */
export function verifyPeer(policy: TlsPolicy, facts: TlsFacts, host: string): TlsFailureCode | null {
  switch (policy.mode) {
    case 'opportunistic':
    case 'watch':
      return null;
    case 'relaxed':
      return verifyEncryption(policy, facts);
    case 'pinned':
      return verifyEncryption(policy, facts) ?? verifyPin(policy, facts.leaf);
    case 'strict':
      return verifyEncryption(policy, facts) ?? verifyIdentity(policy, facts, host);
    default:
      return assertNever(policy.mode);
  }
}

/** What strict, with the same names and versions, would say of a peer that another mode let through. */
export function verifyAsStrict(policy: TlsPolicy, facts: TlsFacts, host: string): TlsFailureCode | null {
  return verifyPeer({ ...policy, mode: 'strict' }, facts, host);
}

/** A handshake can end without any encryption: eNULL suites, and TLS 1.3's integrity-only ones (RFC 9150). */
const unencrypted = /NULL|^TLS_SHA\d/;

const versionNames: readonly string[] = tlsVersions;

function verifyEncryption(policy: TlsPolicy, facts: TlsFacts): TlsFailureCode | null {
  // A version that is not in the list has index -1 and is refused too.
  if (versionNames.indexOf(facts.protocol) < versionNames.indexOf(policy.minVersion)) return 'tls-version-too-low';
  return unencrypted.test(facts.cipher) ? 'cipher-mismatch' : null;
}

function verifyPin(policy: TlsPolicy, leaf: LeafFacts | null): TlsFailureCode | null {
  if (!leaf || leaf.spkiPin === null) return 'pin-mismatch';
  return policy.pins.includes(leaf.spkiPin) ? null : 'pin-mismatch';
}

function verifyIdentity(policy: TlsPolicy, facts: TlsFacts, host: string): TlsFailureCode | null {
  const { leaf } = facts;
  if (!leaf) return 'certificate-not-trusted';
  if (facts.chainError !== null) return chainFailure(facts.chainError, facts.weakChain);
  if (facts.weakChain) return 'certificate-weak';
  const references = policy.mxNames.length > 0 ? policy.mxNames : [host];
  return references.some((name) => matchesCertificate(name, leaf)) ? null : 'certificate-host-mismatch';
}

/** Node's names for X509_verify_cert's errors, the same over OpenSSL and BoringSSL. */
function chainFailure(chainError: string, weakChain: boolean): TlsFailureCode {
  switch (chainError) {
    case 'CERT_HAS_EXPIRED':
      return 'certificate-expired';
    case 'CERT_NOT_YET_VALID':
      return 'certificate-not-yet-valid';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_UNTRUSTED':
    case 'CERT_REJECTED':
    case 'INVALID_CA':
      return 'certificate-not-trusted';
    case 'EE_KEY_TOO_SMALL':
    case 'CA_KEY_TOO_SMALL':
    case 'CA_MD_TOO_WEAK':
      return 'certificate-weak';
    default:
      // Node has no name for the weak-key errors and says UNSPECIFIED.
      return weakChain ? 'certificate-weak' : 'validation-failure';
  }
}

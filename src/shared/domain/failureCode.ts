import { z } from 'zod';

/**
 * Codes that say a peer's TLS did not meet what was asked of it. The first six are RFC 8460 §4.3 result types;
 * the others are ours, where that RFC has none.
 */
export const tlsFailureCodes = [
  'starttls-not-supported',
  'certificate-host-mismatch',
  'certificate-expired',
  'certificate-not-trusted',
  'validation-failure',
  'certificate-not-yet-valid',
  'certificate-weak',
  'starttls-refused',
  'starttls-injection',
  'tls-version-too-low',
  'cipher-mismatch',
  'pin-mismatch',
  'handshake-failed',
] as const;
export const tlsFailureCodeSchema = z.enum(tlsFailureCodes);
export type TlsFailureCode = z.infer<typeof tlsFailureCodeSchema>;

/** Codes that say nothing about TLS: the network, the DNS, or the peer's answer to the envelope. */
export const otherFailureCodes = [
  'connection-refused',
  'connection-timeout',
  'connection-lost',
  'network-unreachable',
  'dns-nxdomain',
  'dns-servfail',
  'dns-timeout',
  'null-mx',
  'mx-loop',
  'no-route',
  'service-not-available',
  'protocol-error',
  'greylisted',
  'rate-limited',
  'mailbox-temporary',
  'mailbox-unavailable',
  'mailbox-full',
  'rejected',
  'message-too-large',
  'smtputf8-not-supported',
  'authentication-failed',
  'smart-host-password-locked',
  'smart-host-password-missing',
  'temporary-failure',
  'relaying-denied',
  'login-failed',
  'login-locked-out',
  'spool-unreadable',
  'internal-error',
] as const;

export const failureCodes = [...tlsFailureCodes, ...otherFailureCodes] as const;
export const failureCodeSchema = z.enum(failureCodes);
export type FailureCode = z.infer<typeof failureCodeSchema>;

const tlsCodeSet: ReadonlySet<FailureCode> = new Set(tlsFailureCodes);

/** True for codes that mean "the peer's TLS is not good enough": they get the TLS queue life and the TLS stage. */
export function isTlsFailure(code: FailureCode): code is TlsFailureCode {
  return tlsCodeSet.has(code);
}

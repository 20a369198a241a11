import type { RuleInput } from '../../../../src/shared/contract/rule.ts';
import type { FailureCode } from '../../../../src/shared/domain/failureCode.ts';
import type { DoubleName } from '../labDoubles.ts';

/** A domain that the demo's office writes to, and what becomes of its mail. */
export interface Peer {
  domain: string;
  /** The mail server that the domain shares with another one; left out where it has its own in the lab. */
  sharesMxOf?: DoubleName;
  /** Left out for a domain without a rule. `pin` stands for the key that the mail server really has. */
  rule?: Omit<RuleInput, 'pattern'> & { pin?: 'right' | 'wrong' };
  outcome: 'delivered' | 'deferred' | 'failed';
  code: FailureCode | null;
}

/** Together they show every TLS failure and every outcome of a delivery. */
export const peers: readonly Peer[] = [
  {
    domain: 'trusted.example',
    rule: { mode: 'strict', note: 'Our auditors. The contract asks for verified TLS.' },
    outcome: 'delivered',
    code: null,
  },
  {
    domain: 'no-starttls.example',
    rule: { mode: 'strict', note: 'Asked their admin to turn STARTTLS on.' },
    outcome: 'deferred',
    code: 'starttls-not-supported',
  },
  {
    domain: 'self-signed.example',
    rule: { mode: 'relaxed', note: 'A small shop with a self-signed certificate.' },
    outcome: 'delivered',
    code: null,
  },
  { domain: 'wrong-name.example', rule: { mode: 'strict' }, outcome: 'deferred', code: 'certificate-host-mismatch' },
  { domain: 'permfail.example', outcome: 'failed', code: 'mailbox-unavailable' },
  { domain: 'slow.example', rule: { mode: 'strict' }, outcome: 'delivered', code: null },
  { domain: 'expired.example', rule: { mode: 'strict' }, outcome: 'deferred', code: 'certificate-expired' },
  { domain: 'second-mx.example', rule: { mode: 'strict' }, outcome: 'delivered', code: null },
  { domain: 'handshake-breaks.example', rule: { mode: 'strict' }, outcome: 'deferred', code: 'handshake-failed' },
  {
    domain: 'watched.example',
    sharesMxOf: 'wrong-name',
    rule: { mode: 'watch', note: 'To see whether it could be enforced.' },
    outcome: 'delivered',
    code: null,
  },
  {
    domain: 'untrusted.example',
    sharesMxOf: 'self-signed',
    rule: { mode: 'strict' },
    outcome: 'deferred',
    code: 'certificate-not-trusted',
  },
  { domain: 'tls11.example', rule: { mode: 'strict' }, outcome: 'deferred', code: 'tls-version-too-low' },
  { domain: 'plain.example', sharesMxOf: 'no-starttls', outcome: 'delivered', code: null },
  { domain: 'starttls-refused.example', rule: { mode: 'strict' }, outcome: 'deferred', code: 'starttls-refused' },
  { domain: 'null-mx.example', outcome: 'failed', code: 'null-mx' },
  {
    domain: 'pinned.example',
    sharesMxOf: 'trusted',
    rule: { mode: 'pinned', pin: 'right' },
    outcome: 'delivered',
    code: null,
  },
  {
    domain: 'wrong-pin.example',
    sharesMxOf: 'trusted',
    rule: { mode: 'pinned', pin: 'wrong', note: 'Their key changed without a word.' },
    outcome: 'deferred',
    code: 'pin-mismatch',
  },
  { domain: 'not-yet-valid.example', rule: { mode: 'strict' }, outcome: 'deferred', code: 'certificate-not-yet-valid' },
  {
    domain: 'old-ciphers.example',
    sharesMxOf: 'tls12',
    // Its certificate is ECDSA.
    rule: { mode: 'strict', cipherProfile: 'custom', cipherList: 'ECDHE-RSA-AES256-GCM-SHA384' },
    outcome: 'deferred',
    code: 'cipher-mismatch',
  },
  { domain: 'weak-key.example', rule: { mode: 'strict' }, outcome: 'deferred', code: 'certificate-weak' },
  { domain: 'injects.example', rule: { mode: 'strict' }, outcome: 'deferred', code: 'starttls-injection' },
  { domain: 'missing.example', outcome: 'failed', code: 'dns-nxdomain' },
  { domain: 'busy.example', outcome: 'deferred', code: 'service-not-available' },
  { domain: 'tempfail.example', outcome: 'deferred', code: 'greylisted' },
  { domain: 'servfail.example', outcome: 'deferred', code: 'dns-servfail' },
  {
    domain: 'tls12.example',
    rule: { mode: 'strict', cipherProfile: 'modern', queueLifeHours: 48 },
    outcome: 'deferred',
    code: 'tls-version-too-low',
  },
  // bücher.example
  {
    domain: 'xn--bcher-kva.example',
    sharesMxOf: 'trusted',
    rule: { mode: 'strict', note: 'The bookshop.' },
    outcome: 'delivered',
    code: null,
  },
];

/** The office whose mail the demo relays. */
export const officeDomain = 'office.example';
export const officeServerName = 'mail.office.example';

/** A domain whose mail to the office must come over TLS. */
export const inboundEnforcedDomain = 'bank.example';

import { describe, expect, test } from 'vitest';
import type { TlsMode } from '../../../../shared/domain/tlsMode.ts';
import type { TlsPolicy } from '../types.ts';
import { decideAsStrict, decideStart, decideTls, needsTls } from './decideTls.ts';
import type { TlsFacts } from './tlsFacts.ts';
import { verifyAsStrict, verifyPeer } from './verifyPeer.ts';

const host = 'mx.a.example';

function policy(mode: TlsMode, changes: Partial<TlsPolicy> = {}): TlsPolicy {
  return {
    mode,
    minVersion: 'TLSv1.2',
    cipherProfile: 'standard',
    cipherList: null,
    mxNames: [],
    pins: [],
    ruleId: null,
    ...changes,
  };
}

const good: TlsFacts = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  leaf: { dnsNames: [host], ipAddresses: [], spkiPin: 'pin-of-leaf' },
  chainError: null,
  weakChain: false,
  chain: [],
};
const untrusted: TlsFacts = { ...good, chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
const anonymous: TlsFacts = { ...good, leaf: null, cipher: 'ADH-AES256-GCM-SHA384', protocol: 'TLSv1.2' };

describe('strict', () => {
  test('takes a trusted, matching certificate', () => {
    expect(verifyPeer(policy('strict'), good, host)).toBeNull();
  });

  test.each([
    ['CERT_HAS_EXPIRED', 'certificate-expired'],
    ['CERT_NOT_YET_VALID', 'certificate-not-yet-valid'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-not-trusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate-not-trusted'],
    ['UNABLE_TO_GET_ISSUER_CERT', 'certificate-not-trusted'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate-not-trusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate-not-trusted'],
    ['INVALID_PURPOSE', 'validation-failure'],
    ['CERT_REVOKED', 'validation-failure'],
    ['UNSPECIFIED', 'validation-failure'],
    ['something new', 'validation-failure'],
  ])('%s is %s', (chainError, code) => {
    expect(verifyPeer(policy('strict'), { ...good, chainError }, host)).toBe(code);
  });

  test('calls a weak chain weak, whether or not the TLS library minds', () => {
    expect(verifyPeer(policy('strict'), { ...good, chainError: 'UNSPECIFIED', weakChain: true }, host)).toBe(
      'certificate-weak',
    );
    expect(verifyPeer(policy('strict'), { ...good, weakChain: true }, host)).toBe('certificate-weak');
  });

  test('compares the host that was looked up, or the names of the rule instead', () => {
    expect(verifyPeer(policy('strict'), good, 'mx.b.example')).toBe('certificate-host-mismatch');
    const named = policy('strict', { mxNames: ['mx.c.example', '.a.example'] });
    expect(verifyPeer(named, good, 'mx.b.example')).toBeNull();
    expect(verifyPeer(policy('strict', { mxNames: ['mx.c.example'] }), good, host)).toBe('certificate-host-mismatch');
  });

  test('a peer without a certificate is not trusted, even if the library calls it authorized', () => {
    expect(verifyPeer(policy('strict'), anonymous, host)).toBe('certificate-not-trusted');
  });
});

describe('relaxed', () => {
  test.each([
    ['self-signed', untrusted],
    ['for another name', { ...good, leaf: { dnsNames: ['x.example'], ipAddresses: [], spkiPin: null } }],
    ['expired', { ...good, chainError: 'CERT_HAS_EXPIRED' }],
    ['no certificate at all', anonymous],
  ])('takes any certificate: %s', (_, facts) => {
    expect(verifyPeer(policy('relaxed'), facts, host)).toBeNull();
  });
});

describe('pinned', () => {
  const pinned = policy('pinned', { pins: ['another-pin', 'pin-of-leaf'] });

  test('takes the pinned key, whatever else its certificate says', () => {
    expect(verifyPeer(pinned, untrusted, 'mx.b.example')).toBeNull();
  });

  test.each([
    ['another key', { ...good, leaf: { dnsNames: [host], ipAddresses: [], spkiPin: 'pin-of-other' } }],
    ['an unreadable key', { ...good, leaf: { dnsNames: [host], ipAddresses: [], spkiPin: null } }],
    ['no certificate', anonymous],
  ])('refuses %s', (_, facts) => {
    expect(verifyPeer(pinned, facts, host)).toBe('pin-mismatch');
  });

  test('without pins takes nobody', () => {
    expect(verifyPeer(policy('pinned'), good, host)).toBe('pin-mismatch');
  });
});

describe('every enforced mode', () => {
  const modes = ['strict', 'relaxed', 'pinned'] as const;
  const pins = ['pin-of-leaf'];

  test.each(modes)('%s refuses a link without encryption', (mode) => {
    for (const cipher of ['ECDHE-RSA-NULL-SHA', 'NULL-SHA256', 'NULL', 'TLS_SHA256_SHA256', 'TLS_SHA384_SHA384']) {
      expect(verifyPeer(policy(mode, { pins }), { ...good, cipher }, host)).toBe('cipher-mismatch');
    }
  });

  test.each(modes)('%s refuses a version below the least, and one that it does not know', (mode) => {
    for (const protocol of ['TLSv1.1', 'TLSv1', 'SSLv3', 'unknown']) {
      expect(verifyPeer(policy(mode, { pins }), { ...good, protocol }, host)).toBe('tls-version-too-low');
    }
    const only13 = policy(mode, { pins, minVersion: 'TLSv1.3' });
    expect(verifyPeer(only13, { ...good, protocol: 'TLSv1.2' }, host)).toBe('tls-version-too-low');
    const old = policy(mode, { pins, minVersion: 'TLSv1' });
    expect(verifyPeer(old, { ...good, protocol: 'TLSv1.1' }, host)).toBeNull();
  });

  test.each(modes)('%s never passes a plain link', (mode) => {
    expect(decideTls(policy(mode, { pins }), { kind: 'plain' }, host)).toBe('starttls-not-supported');
    expect(needsTls(policy(mode), false)).toBe(true);
  });
});

describe('watch and opportunistic', () => {
  const modes = ['watch', 'opportunistic'] as const;

  test.each(modes)('%s takes any link', (mode) => {
    for (const facts of [good, untrusted, anonymous, { ...good, protocol: 'TLSv1' }]) {
      expect(decideTls(policy(mode), { kind: 'tls', facts }, host)).toBeNull();
    }
    expect(decideTls(policy(mode), { kind: 'plain' }, host)).toBeNull();
  });

  test.each(modes)('%s needs TLS where a password is sent', (mode) => {
    expect(needsTls(policy(mode), false)).toBe(false);
    expect(needsTls(policy(mode), true)).toBe(true);
  });
});

test('what strict would have said', () => {
  const watch = policy('watch', { mxNames: ['mx.b.example'] });
  expect(verifyAsStrict(watch, untrusted, host)).toBe('certificate-not-trusted');
  expect(decideAsStrict(watch, { kind: 'tls', facts: good }, host, null)).toBe('certificate-host-mismatch');
  expect(decideAsStrict(policy('watch'), { kind: 'tls', facts: good }, host, null)).toBeNull();
  expect(decideAsStrict(watch, { kind: 'plain' }, host, null)).toBe('starttls-not-supported');
  expect(decideAsStrict(watch, { kind: 'plain' }, host, 'handshake-failed')).toBe('handshake-failed');
});

test('STARTTLS is sent where it is offered, and only there', () => {
  expect(decideStart(true, true)).toBe('start-tls');
  expect(decideStart(true, false)).toBe('start-tls');
  expect(decideStart(false, true)).toBe('starttls-not-supported');
  expect(decideStart(false, false)).toBe('stay-plain');
});

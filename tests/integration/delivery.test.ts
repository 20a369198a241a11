import { describe, expect, test } from 'vitest';
import type { TlsPolicy } from '../../src/main/engine/delivery/types.ts';
import type { FailureCode } from '../../src/shared/domain/failureCode.ts';
import type { TlsMode } from '../../src/shared/domain/tlsMode.ts';
import { body, envelopeWords, outcomeOf, useDeliveryBench } from '../support/deliveryBench.ts';
import { policyOf } from '../support/deliveryDeps.ts';
import { type DoubleName, doubleNames } from '../support/lab/labDoubles.ts';

const bench = useDeliveryBench();

type Expected = Record<TlsMode | 'wrong-pin', 'delivered' | FailureCode>;

const anyCertificate = (strict: FailureCode): Expected => ({
  strict,
  relaxed: 'delivered',
  pinned: 'delivered',
  'wrong-pin': 'pin-mismatch',
  watch: 'delivered',
  opportunistic: 'delivered',
});
const noTls = (code: FailureCode): Expected => ({
  strict: code,
  relaxed: code,
  pinned: code,
  'wrong-pin': code,
  watch: 'delivered',
  opportunistic: 'delivered',
});
const always = (code: FailureCode): Expected => ({
  strict: code,
  relaxed: code,
  pinned: code,
  'wrong-pin': code,
  watch: code,
  opportunistic: code,
});
const good: Expected = { ...anyCertificate('internal-error'), strict: 'delivered' };

const expectations: Record<Exclude<DoubleName, 'second-mx-1' | 'second-mx-2'>, Expected> = {
  trusted: good,
  slow: good,
  tls12: good,
  'self-signed': anyCertificate('certificate-not-trusted'),
  expired: anyCertificate('certificate-expired'),
  'wrong-name': anyCertificate('certificate-host-mismatch'),
  'not-yet-valid': anyCertificate('certificate-not-yet-valid'),
  'weak-key': anyCertificate('certificate-weak'),
  'no-starttls': noTls('starttls-not-supported'),
  'starttls-refused': noTls('starttls-refused'),
  'handshake-breaks': noTls('handshake-failed'),
  tls11: noTls('tls-version-too-low'),
  busy: always('service-not-available'),
  injects: always('starttls-injection'),
  tempfail: { ...always('greylisted'), 'wrong-pin': 'pin-mismatch' },
  permfail: { ...always('mailbox-unavailable'), 'wrong-pin': 'pin-mismatch' },
};

const modes = ['strict', 'relaxed', 'pinned', 'wrong-pin', 'watch', 'opportunistic'] as const;
const cases = Object.entries(expectations).flatMap(([name, expected]) =>
  doubleNames
    .filter((known) => known === name)
    .flatMap((double) => modes.map((mode) => ({ double, mode, expected: expected[mode] }))),
);

function policyFor(double: DoubleName, mode: TlsMode | 'wrong-pin'): TlsPolicy {
  if (mode === 'wrong-pin')
    return policyOf('pinned', {
      pins: [bench.pinOf('trusted'), bench.pinOf('wrong-name')].filter((pin) => pin !== bench.pinOf(double)),
    });
  return policyOf(mode, mode === 'pinned' ? { pins: ['x'.repeat(43), bench.pinOf(double)] } : {});
}

describe('every mode against every double', () => {
  test.each(cases)('$double under $mode: $expected', async ({ double, mode, expected }) => {
    const isEnforced = mode !== 'watch' && mode !== 'opportunistic';
    const report = await bench.deliver(double, policyFor(double, mode));
    expect(outcomeOf(report)).toBe(expected);

    const peer = bench.lab.doubles[double];
    const wasVerified = expected === 'delivered' || double === 'tempfail' || double === 'permfail';
    if (isEnforced) expect(bench.allClear()).not.toMatch(envelopeWords);
    if (isEnforced && (!wasVerified || expected === 'pin-mismatch'))
      expect(bench.allHeard()).not.toMatch(envelopeWords);
    expect(peer.messages).toHaveLength(expected === 'delivered' ? 1 : 0);

    const [result] = report.results;
    if (expected === 'delivered') {
      expect(peer.messages[0]).toMatchObject({ mailFrom: 'sender@office.example', rcptTo: [`anna@${double}.example`] });
      expect(peer.messages[0]?.data.equals(body)).toBe(true);
      if (isEnforced) expect(peer.messages[0]?.tls).not.toBeNull();
      expect(result?.peer?.protocol ?? null).toBe(peer.messages[0]?.tls?.protocol ?? null);
      expect(result).toMatchObject({ peer: { host: `mx.${double}.example`, address: expect.any(String) } });
    } else if (result?.kind === 'failed') {
      expect(result.failure.kind).toBe(expected === 'mailbox-unavailable' ? 'permanent' : 'temporary');
    }
  });
});

test('every double has its expectation', () => {
  const known = [...Object.keys(expectations), 'second-mx-1', 'second-mx-2'];
  expect(known.sort()).toEqual([...doubleNames].sort());
});

test('a delivery names protocol, cipher and certificate', async () => {
  expect(await bench.deliver('trusted', policyOf('strict'))).toMatchObject({
    results: [
      {
        kind: 'delivered',
        reply: '250 2.0.0 Ok: queued',
        peer: {
          host: 'mx.trusted.example',
          protocol: 'TLSv1.3',
          cipher: 'TLS_AES_256_GCM_SHA384',
          mode: 'strict',
          certificate: {
            commonName: 'mx.trusted.example',
            subjectAltNames: ['mx.trusted.example'],
            issuer: expect.stringContaining('CN=Sealpost Lab Root'),
            spkiPin: bench.pinOf('trusted'),
          },
        },
      },
    ],
    failedHosts: [],
    observed: null,
  });
});

test('a failure names the certificate that was refused', async () => {
  expect(await bench.deliver('expired', policyOf('strict'))).toMatchObject({
    results: [
      { failure: { code: 'certificate-expired' }, peer: { certificate: { commonName: 'mx.expired.example' } } },
    ],
  });
});

test('no trust without the CA of the admin', async () => {
  bench.settings = { ...bench.settings, extraCaPems: [] };
  expect(outcomeOf(await bench.deliver('trusted', policyOf('strict')))).toBe('certificate-not-trusted');
});

describe('the names of a rule', () => {
  test.each([
    ['mx.trusted.example', 'delivered'],
    ['.trusted.example', 'delivered'],
    ['trusted.example', 'certificate-host-mismatch'],
    ['mx.wrong-name.example', 'certificate-host-mismatch'],
  ])('%s: %s', async (name, expected) => {
    expect(outcomeOf(await bench.deliver('trusted', policyOf('strict', { mxNames: [name] })))).toBe(expected);
  });

  test('replace the host that was looked up', async () => {
    const policy = policyOf('strict', { mxNames: ['mail.somewhere-else.example'] });
    expect(outcomeOf(await bench.deliver('wrong-name', policy))).toBe('delivered');
  });
});

describe('watch', () => {
  test.each<[DoubleName, FailureCode | null]>([
    ['trusted', null],
    ['self-signed', 'certificate-not-trusted'],
    ['expired', 'certificate-expired'],
    ['wrong-name', 'certificate-host-mismatch'],
    ['no-starttls', 'starttls-not-supported'],
    ['starttls-refused', 'starttls-refused'],
    ['handshake-breaks', 'handshake-failed'],
    ['tls11', 'tls-version-too-low'],
  ])('%s: strict would have said %s', async (double, code) => {
    const { observed } = await bench.deliver(double, policyOf('watch'));
    expect(observed).toMatchObject({ code, peer: { host: `mx.${double}.example`, mode: 'watch' } });
  });

  test('says nothing of a host that did not take the mail', async () => {
    expect((await bench.deliver('busy', policyOf('watch'))).observed).toBeNull();
    expect((await bench.deliver('permfail', policyOf('watch'))).observed).toBeNull();
  });
});

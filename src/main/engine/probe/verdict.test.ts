import { describe, expect, it } from 'vitest';
import type { DomainVerdict, Verdict } from '../../../shared/contract/verdict.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { TlsFacts } from '../delivery/tls/tlsFacts.ts';
import { opportunisticPolicy } from '../policy/tlsPolicy.ts';
import { judgeDomain, judgeFacts, judgeFailure, judgeRule } from './verdict.ts';

const host = 'mx.partner.example';
const facts: TlsFacts = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  leaf: { dnsNames: [host], ipAddresses: [], spkiPin: 'PIN' },
  chainError: null,
  weakChain: false,
  chain: [],
};
const checkedAt = '2026-06-01T00:00:00.000Z';
const at = (judged: ReturnType<typeof judgeFacts>): Verdict => ({
  host,
  port: 25,
  address: null,
  addressesTried: [],
  offered: null,
  protocol: null,
  cipher: null,
  certificates: [],
  nameMatches: null,
  ...judged,
  detail: null,
  timings: { dnsMs: null, connectMs: null, greetingMs: null, helloMs: null, handshakeMs: null, totalMs: 0 },
  checkedAt,
});
const strict = at(judgeFacts(opportunisticPolicy, facts, host));
const relaxed = at(judgeFacts(opportunisticPolicy, { ...facts, chainError: 'CERT_HAS_EXPIRED' }, host));
const failing = (code: FailureCode) => at(judgeFailure(opportunisticPolicy, code));
const domain = (...verdicts: Verdict[]): DomainVerdict => {
  const mx = verdicts.map((verdict) => ({ host, preference: 10, verdict }));
  return { domain: 'partner.example', mx, checkedAt, ...judgeDomain(mx) };
};

describe('judgeFacts and judgeFailure', () => {
  it('judge each mode by itself, and pins only where there are some', () => {
    expect(strict).toMatchObject({
      code: null,
      modes: { relaxed: { pass: true }, strict: { pass: true }, pinned: null },
    });
    expect(relaxed).toMatchObject({
      code: 'certificate-expired',
      modes: { relaxed: { pass: true }, strict: { pass: false } },
    });
    const pinned = judgeFacts({ ...opportunisticPolicy, pins: ['OTHER'] }, facts, host);
    expect(pinned.modes.pinned).toEqual({ pass: false, code: 'pin-mismatch' });
  });

  it.each(['service-not-available', 'connection-timeout', 'connection-refused', 'dns-servfail'] as const)(
    'leave %s unknown: it says nothing about TLS',
    (code) => {
      expect(failing(code)).toMatchObject({ unknown: true, code });
    },
  );

  it('count a TLS failure as known', () => {
    expect(failing('starttls-not-supported')).toMatchObject({ unknown: false });
  });
});

describe('judgeDomain', () => {
  it.each([
    ['all strict', [strict, strict], 'strict', null, false],
    ['one only relaxed', [strict, relaxed], 'relaxed', 'certificate-expired', false],
    ['one without TLS', [relaxed, failing('starttls-not-supported')], 'opportunistic', 'starttls-not-supported', false],
    ['one that does not answer', [failing('connection-timeout'), strict], 'strict', null, true],
    ['none that answers', [failing('connection-timeout')], null, 'connection-timeout', true],
  ] as const)('is as strict as its weakest MX: %s', (_, verdicts, strictestMode, code, unknown) => {
    expect(domain(...verdicts)).toMatchObject({ strictestMode, code, unknown });
  });
});

describe('judgeRule', () => {
  it.each([
    ['strict', [strict], 'valid', null],
    ['strict', [strict, relaxed], 'not-valid', 'certificate-expired'],
    ['relaxed', [strict, relaxed], 'valid', null],
    ['relaxed', [failing('handshake-failed')], 'not-valid', 'handshake-failed'],
    ['watch', [failing('handshake-failed')], 'valid', null],
    ['strict', [strict, failing('connection-timeout')], 'unknown', 'connection-timeout'],
    ['strict', [relaxed, failing('connection-timeout')], 'not-valid', 'certificate-expired'],
  ] as const)('says whether mail under %s would pass', (mode, verdicts, result, code) => {
    expect(judgeRule(mode, domain(...verdicts))).toMatchObject({ result, code });
  });

  it('tells a domain that takes no mail from a DNS that gives no answer', () => {
    const empty = { domain: 'partner.example', mx: [], strictestMode: null, checkedAt };
    expect(judgeRule('strict', { ...empty, code: 'null-mx', unknown: false })).toMatchObject({ result: 'not-valid' });
    expect(judgeRule('strict', { ...empty, code: 'dns-servfail', unknown: true })).toMatchObject({ result: 'unknown' });
  });
});

import { describe, expect, it } from 'vitest';
import type { DomainVerdict, ModeVerdict, Verdict } from '../../../shared/contract/verdict.ts';
import { type FailureCode, failureCodes } from '../../../shared/domain/failureCode.ts';
import {
  modeLines,
  phaseTime,
  resultUnder,
  resultWords,
  serverMark,
  strictestWords,
  testedAt,
} from './verdictWords.ts';

const at = '2026-11-22T12:00:00.000Z';
const judged = (code: FailureCode | null): ModeVerdict => ({ pass: code === null, code });

function verdict(relaxed: FailureCode | null, strict: FailureCode | null, more: Partial<Verdict> = {}): Verdict {
  return {
    host: 'mx.bank.example',
    port: 25,
    address: '192.0.2.1',
    addressesTried: [{ address: '192.0.2.1', code: null }],
    offered: true,
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    certificates: [],
    nameMatches: true,
    modes: { relaxed: judged(relaxed), strict: judged(strict), pinned: null },
    code: relaxed ?? strict,
    unknown: false,
    detail: null,
    timings: { dnsMs: 1, connectMs: 1, greetingMs: 1, helloMs: 1, handshakeMs: 1, totalMs: 5 },
    checkedAt: at,
    ...more,
  };
}

const good = verdict(null, null);
const expired = verdict(null, 'certificate-expired');
const plain = verdict('starttls-not-supported', 'starttls-not-supported', { offered: false });
const busy = verdict('service-not-available', 'service-not-available', { unknown: true, offered: null });

function domain(verdicts: Verdict[], more: Partial<DomainVerdict>): DomainVerdict {
  const mx = verdicts.map((each, index) => ({ host: `mx${index}.bank.example`, preference: 10, verdict: each }));
  return { domain: 'bank.example', mx, strictestMode: 'strict', code: null, unknown: false, checkedAt: at, ...more };
}

describe('a test, for the rule of its domain', () => {
  it.each([
    ['strict', [good], {}, 'valid', null],
    ['strict', [good, expired], {}, 'not-valid', 'certificate-expired'],
    ['relaxed', [good, expired], {}, 'valid', null],
    ['relaxed', [plain], {}, 'not-valid', 'starttls-not-supported'],
    ['watch', [plain], {}, 'valid', null],
    ['strict', [good, busy], { unknown: true }, 'unknown', 'service-not-available'],
    ['strict', [expired, busy], { unknown: true }, 'not-valid', 'certificate-expired'],
    ['strict', [], { code: 'null-mx' }, 'not-valid', 'null-mx'],
    ['strict', [], { code: 'dns-servfail', unknown: true }, 'unknown', 'dns-servfail'],
  ] as const)('%s', (mode, verdicts, more, result, code) => {
    expect(resultUnder(mode, domain([...verdicts], more))).toEqual({ result, code });
  });

  it('pinned: the key counts, not the authority', () => {
    const pinned = (code: FailureCode | null) =>
      verdict(null, 'certificate-not-trusted', {
        modes: { ...expired.modes, pinned: judged(code) },
      });
    expect(resultUnder('pinned', domain([pinned(null)], {})).result).toBe('valid');
    expect(resultUnder('pinned', domain([pinned('pin-mismatch')], {})).code).toBe('pin-mismatch');
  });
});

it('says of mail to a domain that takes none that it is returned, not that it would wait', () => {
  const words = (code: FailureCode) => resultWords({ result: 'not-valid', code });
  expect(words('certificate-expired')).toBe('Mail to the domain would wait. The certificate has expired.');
  expect(words('null-mx')).toBe('Mail to the domain is returned to its sender at once. The domain takes no mail.');
  expect(words('dns-nxdomain')).toBe(
    'Mail to the domain is returned to its sender at once. The domain does not exist.',
  );
});

it('says the strictest mode, and why not a stricter one', () => {
  expect(strictestWords(domain([good, good], {}))).toEqual({
    title: 'Strict - Trusted Enforced',
    why: 'All 2 mail servers of the domain pass.',
  });
  const relaxed = strictestWords(domain([good, expired], { strictestMode: 'relaxed', code: 'certificate-expired' }));
  expect(relaxed.title).toBe('Relaxed Encryption Mode');
  expect(relaxed.why).toBe('Not stricter, because of mx1.bank.example: the certificate has expired.');
  const only = strictestWords(domain([expired], { strictestMode: 'relaxed', code: 'certificate-expired' }));
  expect(only.why).toBe('Not stricter, because the certificate has expired.');
});

it.each(failureCodes)('reads well where %s is the reason', (code) => {
  for (const mode of ['relaxed', 'opportunistic', null] as const) {
    for (const unknown of [true, false]) {
      const { title, why } = strictestWords(domain([good], { strictestMode: mode, code, unknown }));
      expect(`${title}. ${why}`).not.toMatch(/\bnull\b(?! MX)|undefined|\s{2}|\.\./);
      expect(why).toMatch(/\.$/);
    }
  }
});

it('says of a domain without servers that answer what is known', () => {
  const none = { strictestMode: null, mx: [] };
  expect(strictestWords(domain([], { ...none, code: 'null-mx' })).title).toBe('None');
  const later = strictestWords(domain([], { ...none, code: 'dns-servfail', unknown: true }));
  expect(later.title).toBe('Not known');
  expect(later.why).toMatch(/^The name servers of that domain gave an error/);
  const silent = strictestWords(domain([busy], { strictestMode: null, code: 'service-not-available', unknown: true }));
  expect(silent).toEqual({ title: 'Not known', why: 'No answer came that says anything about TLS.' });
});

it('tells the reason of each mode, the same one at length only once', () => {
  expect(modeLines(good).map(({ mode, pass, reason }) => [mode, pass, reason])).toEqual([
    ['strict', true, null],
    ['relaxed', true, null],
  ]);
  const [strict, relaxed] = modeLines(plain);
  expect(strict?.reason).toMatch(/^The server offers no encryption\. .+/);
  expect(relaxed?.reason).toBe('The server offers no encryption.');
});

it('never calls an answer that says nothing about TLS a failure', () => {
  expect(modeLines(busy).map(({ pass }) => pass)).toEqual([null, null]);
  expect(serverMark(busy)).toEqual({ tone: 'plain', words: 'Not known' });
  expect(serverMark(expired).words).toBe('Passes Relaxed');
  expect(serverMark(plain)).toEqual({ tone: 'bad', words: 'Does not pass' });
});

it('counts the age of a test from when its servers were asked', () => {
  const earlier = '2026-11-22T11:55:00.000Z';
  expect(testedAt(domain([good, { ...expired, checkedAt: earlier }], {}))).toBe(earlier);
  expect(testedAt(domain([], {}))).toBe(at);
});

it('says times', () => {
  expect([0.4, 9.9, 12.4, 999.4, 1240].map(phaseTime)).toEqual(['0.4 ms', '9.9 ms', '12 ms', '999 ms', '1.2 s']);
});

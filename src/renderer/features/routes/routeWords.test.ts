import { describe, expect, it } from 'vitest';
import type { RouteResult, Verdict } from '../../../shared/contract/verdict.ts';
import { whyNotNext } from './routeWords.ts';

const refused = { pass: false, code: null };
const verdict: Verdict = {
  host: 'mail.office.example',
  port: 25,
  address: null,
  addressesTried: [],
  offered: null,
  protocol: null,
  cipher: null,
  certificates: [],
  nameMatches: null,
  modes: { relaxed: refused, strict: refused, pinned: null },
  code: null,
  unknown: false,
  detail: null,
  timings: { dnsMs: null, connectMs: null, greetingMs: null, helloMs: null, handshakeMs: null, totalMs: 0 },
  checkedAt: '2026-01-01T00:00:00.000Z',
};
const found = (...results: RouteResult['result'][]): RouteResult[] =>
  results.map((result, index) => ({ routeId: String(index), result, reply: null, verdict }));

describe('whyNotNext', () => {
  it('lets nobody go on before a test, or with a route that fails', () => {
    expect(whyNotNext(null, 1)).toMatch(/Test the routes first/);
    expect(whyNotNext(found('strict', 'tls-not-supported'), 2)).toMatch(/^One route does not pass/);
    expect(whyNotNext(found('no-answer', 'tls-too-old', 'recipient-refused'), 3)).toMatch(/^3 routes do not pass/);
  });

  it('asks for another test where a route was added', () => {
    expect(whyNotNext(found('strict'), 2)).toMatch(/added/);
  });

  it('lets one go on where all pass, trusted or not', () => {
    expect(whyNotNext(found('strict', 'relaxed'), 2)).toBeNull();
  });
});

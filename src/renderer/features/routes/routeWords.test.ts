import { describe, expect, it } from 'vitest';
import type { Route } from '../../../shared/contract/route.ts';
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

const routes = (...validated: boolean[]): Route[] =>
  validated.map((done, index) => ({
    id: String(index),
    name: `Route ${index}`,
    domains: [`d${index}.example`],
    host: 'mail.office.example',
    port: 25,
    priority: 10,
    mode: 'opportunistic',
    validatedAt: done ? verdict.checkedAt : null,
  }));

describe('whyNotNext', () => {
  it('lets nobody go on before a test, or with a route that fails', () => {
    expect(whyNotNext(null, routes(true))).toMatch(/Test the routes first/);
    expect(whyNotNext(found('strict', 'tls-not-supported'), routes(true, true))).toMatch(/^One route does not pass/);
    const three = found('no-answer', 'tls-too-old', 'recipient-refused');
    expect(whyNotNext(three, routes(true, true, true))).toMatch(/^3 routes do not pass/);
  });

  it('asks for an address in the domain of a route that was never tested', () => {
    expect(whyNotNext(found('strict'), routes(true, false))).toMatch(/^"Route 1" serves other .* in d1\.example\.$/);
    expect(whyNotNext(found('strict'), routes(true, true))).toBeNull();
  });

  it('lets one go on where all pass, trusted or not', () => {
    expect(whyNotNext(found('strict', 'relaxed'), routes(false, false))).toBeNull();
  });
});

import { expect, it } from 'vitest';
import type { Route } from '../../../shared/contract/route.ts';
import { ruleFor } from '../../../shared/contract/rule.fixture.ts';
import type { ListedRule } from '../../../shared/contract/rule.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import { inForce, listenerToUse, reachableStep, whyNotDomains } from './setup.ts';

const at = '2026-11-22T12:00:00.000Z';
const route = (name: string, part: Partial<Route> = {}): Route => ({
  id: name,
  name,
  domains: ['office.example'],
  host: 'mail.office.example',
  port: 25,
  priority: 10,
  mode: 'strict',
  validatedAt: at,
  ...part,
});
const open = route('Open', { mode: 'opportunistic', validatedAt: null });

const rule = (part: Partial<ListedRule>): ListedRule => ({
  ...ruleFor('a.example'),
  verdict: { result: 'valid', code: null, checkedAt: at, certificateNotAfter: null },
  ...part,
});

it('lets nobody past a route that is not validated', () => {
  expect(whyNotDomains([route('Exchange')], false)).toBeNull();
  expect(whyNotDomains([route('Exchange'), open], true)).toBe('"Open" is not validated yet.');
  expect(whyNotDomains([open, { ...open, id: 'two' }], false)).toContain('2 routes');
  expect(whyNotDomains([], false)).toContain('Add a route first');
  expect(whyNotDomains([], true)).toBeNull();
});

it('shows the step asked for, or the first that still needs something', () => {
  expect(reachableStep(null, [route('Exchange')], 3, false)).toBe('routes');
  expect(reachableStep('finish', [route('Exchange')], 3, false)).toBe('finish');
  expect(reachableStep('finish', [route('Exchange')], 0, false)).toBe('domains');
  expect(reachableStep('finish', [open], 3, false)).toBe('routes');
  expect(reachableStep('nonsense', [], 3, true)).toBe('routes');
  expect(reachableStep('domains', [], 3, true)).toBe('domains');
});

it('counts what is in force, and what would wait', () => {
  const verdict = { code: null, checkedAt: at, certificateNotAfter: null };
  const rules = [
    rule({}),
    rule({ mode: 'relaxed', verdict: { ...verdict, result: 'not-valid' } }),
    rule({ mode: 'watch', verdict: { ...verdict, result: 'not-valid' } }),
    rule({ direction: 'inbound', verdict: null }),
    rule({ verdict: { ...verdict, result: 'unknown' } }),
    rule({ enabled: false }),
  ];
  const found = inForce(rules);
  expect(found.byMode).toEqual([
    { mode: 'strict', count: 3 },
    { mode: 'relaxed', count: 1 },
    { mode: 'watch', count: 1 },
  ]);
  expect([found.off, found.unknown, found.wouldWait.map(({ mode }) => mode)]).toEqual([1, 1, ['relaxed']]);
});

it('tells mail that would wait from mail that is returned at once, whatever the mode', () => {
  const found = (code: FailureCode) => ({
    result: 'not-valid' as const,
    code,
    checkedAt: at,
    certificateNotAfter: null,
  });
  const { wouldWait, takeNoMail } = inForce([
    rule({ pattern: 'expired.example', verdict: found('certificate-expired') }),
    rule({ pattern: 'mistyped.example', verdict: found('dns-nxdomain') }),
    rule({ pattern: 'null-mx.example', mode: 'watch', verdict: found('null-mx') }),
    rule({ pattern: 'sends-only.example', direction: 'inbound', verdict: found('null-mx') }),
  ]);
  expect(wouldWait.map(({ pattern }) => pattern)).toEqual(['expired.example']);
  expect(takeNoMail.map(({ pattern }) => pattern)).toEqual(['mistyped.example', 'null-mx.example']);
});

it('names the listener that other machines reach', () => {
  const listener = (host: string, state: 'listening' | 'failed' = 'listening') =>
    ({ host, port: 2525, state, error: null }) as const;
  expect(listenerToUse([listener('127.0.0.1'), listener('192.168.1.5')])).toEqual({
    listener: listener('192.168.1.5'),
    isLocal: false,
  });
  expect(listenerToUse([listener('127.0.0.1'), listener('192.168.1.5', 'failed')]).isLocal).toBe(true);
  expect(listenerToUse([]).listener).toBeNull();
});

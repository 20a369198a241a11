import { describe, expect, it } from 'vitest';
import type { Route } from '../../../shared/contract/route.ts';
import type { Attention } from '../../../shared/contract/status.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import { lowDisk, troubledRoutes } from './concerns.ts';

const now = Date.UTC(2026, 10, 22, 12);
const at = new Date(now).toISOString();

describe('routes', () => {
  const route = (more: Partial<Route>): Route => ({
    id: 'r1',
    name: 'Exchange',
    domains: ['office.example'],
    host: 'exchange.office.example',
    port: 25,
    priority: 10,
    mode: 'strict',
    validatedAt: at,
    ...more,
  });
  const waiting = (domain: string, code: FailureCode): Attention => ({
    domain,
    code,
    messages: 1,
    oldestReceivedAt: at,
    soonestExpiresAt: at,
    nextAttemptAt: null,
  });

  it.each<[string, Route, Attention[], string[]]>([
    ['validated and quiet', route({}), [], []],
    ['enforced, but at another server than was validated', route({ validatedAt: null }), [], ['route-not-validated']],
    ['never validated, and not enforced', route({ validatedAt: null, mode: 'opportunistic' }), [], []],
    ['its TLS fails', route({}), [waiting('office.example', 'certificate-expired')], ['route-failing']],
    ['it does not answer, which says nothing of TLS', route({}), [waiting('office.example', 'connection-timeout')], []],
    ['another domain fails', route({}), [waiting('other.example', 'certificate-expired')], []],
  ])('%s', (_, one, attention, kinds) => {
    expect(troubledRoutes([one], attention, now).map(({ kind }) => kind)).toEqual(kinds);
  });
});

it('tells of a disk that is nearly full, where the system says how full it is', () => {
  expect(lowDisk(null, now)).toEqual([]);
  expect(lowDisk(10 ** 12, now)).toEqual([]);
  expect(lowDisk(1000, now)).toEqual([{ kind: 'disk-low', at, detail: '1000' }]);
});

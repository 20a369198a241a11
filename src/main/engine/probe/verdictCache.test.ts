import { expect, it } from 'vitest';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import type { Verdict } from '../../../shared/contract/verdict.ts';
import { opportunisticPolicy } from '../policy/tlsPolicy.ts';
import { judgeFailure } from './verdict.ts';
import { createVerdictCache } from './verdictCache.ts';

const verdict = (code: 'starttls-not-supported' | 'connection-timeout'): Verdict => ({
  host: 'mx.partner.example',
  port: 25,
  address: null,
  addressesTried: [],
  offered: null,
  protocol: null,
  cipher: null,
  certificates: [],
  nameMatches: null,
  ...judgeFailure(opportunisticPolicy, code),
  detail: null,
  timings: { dnsMs: null, connectMs: null, greetingMs: null, helloMs: null, handshakeMs: null, totalMs: 0 },
  checkedAt: '2026-06-01T00:00:00.000Z',
});

it('remembers what is known for ten minutes, what is unknown for half a one', async () => {
  const clock = createFakeClock();
  const cache = createVerdictCache(clock);
  cache.put('known', verdict('starttls-not-supported'));
  cache.put('unknown', verdict('connection-timeout'));
  await clock.advance(29_000);
  expect(cache.get('unknown')).not.toBeNull();
  await clock.advance(2_000);
  expect(cache.get('unknown')).toBeNull();
  await clock.advance(9 * 60_000);
  expect(cache.get('known')).not.toBeNull();
  await clock.advance(60_000);
  expect(cache.get('known')).toBeNull();
});

it('forgets the oldest: memory does not grow with the list', () => {
  const cache = createVerdictCache(createFakeClock());
  for (let i = 0; i < 1000; i++) cache.put(String(i), verdict('starttls-not-supported'));
  const kept = Array.from({ length: 1000 }, (_, i) => cache.get(String(i))).filter((each) => each !== null);
  expect(kept).toHaveLength(500);
  expect(cache.get('999')).not.toBeNull();
});

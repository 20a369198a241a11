import { expect, it } from 'vitest';
import { trafficPoints, trafficSummary } from './traffic.ts';

const none = { delivered: 0, deliveredOverTls: 0, tlsFailures: 0, deferred: 0, failed: 0, expired: 0, codes: [] };
const at = '2026-05-01T12:00:00.000Z';

it('tells failures of TLS from the others, each try once', () => {
  const buckets = [{ ...none, at, delivered: 4, deferred: 3, failed: 1, tlsFailures: 2 }];
  expect(trafficPoints(buckets)).toEqual([{ at, values: { delivered: 4, tlsFailures: 2, otherFailures: 2 } }]);
  expect(trafficSummary([...buckets, ...buckets])).toBe('8 delivered, 4 TLS failures, 4 other failures.');
});

it('does not count a refusal at our own door twice', () => {
  expect(trafficPoints([{ ...none, at, tlsFailures: 1 }])).toMatchObject([{ values: { otherFailures: 0 } }]);
});

it('says where there was nothing', () => {
  expect(trafficSummary([{ ...none, at }])).toBe('No mail was tried.');
});

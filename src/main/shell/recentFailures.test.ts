import { expect, it } from 'vitest';
import type { HistoryEntry } from '../../shared/contract/history.ts';
import { addFailures } from './recentFailures.ts';

function entry(seq: number, domain: string | null, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    seq,
    at: '2026-01-01T00:00:00.000Z',
    stage: 'Processing: Deliver',
    direction: 'outbound',
    queueId: null,
    messageId: null,
    sender: null,
    recipient: null,
    domain,
    host: null,
    address: null,
    outcome: 'deferred',
    code: 'greylisted',
    reply: null,
    protocol: null,
    cipher: null,
    certificate: null,
    mode: null,
    ruleId: null,
    attempt: null,
    nextAttemptAt: null,
    expiresAt: null,
    detail: null,
    ...more,
  };
}

it('keeps the last of each domain, the newest first, five at most', () => {
  const names = ['a', 'b', 'c', 'a', 'd', 'e', 'f'];
  const first = addFailures([], [entry(1, 'a'), entry(2, 'b')]);
  const all = addFailures(
    first,
    names.map((name, index) => entry(index + 1, name)),
  );
  expect(all.map(({ domain, seq }) => `${domain}${seq}`)).toEqual(['f7', 'e6', 'd5', 'a4', 'c3']);
});

it('tells failures of TLS from others, and those that are final', () => {
  const kinds = addFailures(
    [],
    [
      entry(1, 'a', { code: 'certificate-expired' }),
      entry(2, 'b'),
      entry(3, 'c', { outcome: 'failed', code: 'rejected' }),
      entry(4, 'd', { outcome: 'expired', code: 'certificate-expired' }),
      entry(5, 'e', { outcome: 'delivered', code: null }),
      entry(6, null),
    ],
  ).map(({ kind }) => kind);
  expect(kinds).toEqual(['given-up', 'refused', 'late', 'tls']);
});

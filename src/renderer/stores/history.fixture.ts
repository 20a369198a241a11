import type { HistoryEntry } from '../../shared/contract/history.ts';

/** An entry with all that a test does not care about. */
export function historyEntry(seq: number, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    seq,
    at: '2026-11-22T14:00:00.000Z',
    stage: 'Processing: Deliver',
    direction: 'outbound',
    queueId: `q${seq}`,
    messageId: null,
    sender: 'anna@office.example',
    recipient: 'bob@example.com',
    domain: 'example.com',
    host: null,
    address: null,
    outcome: 'delivered',
    code: null,
    reply: null,
    protocol: null,
    cipher: null,
    certificate: null,
    mode: 'opportunistic',
    ruleId: null,
    attempt: 1,
    nextAttemptAt: null,
    expiresAt: null,
    detail: null,
    ...more,
  };
}

import { expect, it } from 'vitest';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import { describeEntry, describePause, describeQueue, describeRules } from './report.ts';

const entry: HistoryEntry = {
  seq: 1,
  at: '2026-01-02T03:04:05.678Z',
  stage: 'Processing: Check TLS',
  direction: 'outbound',
  queueId: 'Q1',
  messageId: null,
  sender: '',
  recipient: 'tom@peer.example',
  domain: 'peer.example',
  host: 'mx.peer.example',
  address: '192.0.2.1',
  outcome: 'deferred',
  code: 'certificate-expired',
  reply: null,
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  certificate: null,
  mode: 'strict',
  ruleId: null,
  attempt: 1,
  nextAttemptAt: '2026-01-02T03:05:05.678Z',
  expiresAt: null,
  detail: null,
};

const message: QueuedMessage = {
  queueId: 'Q1',
  messageId: null,
  direction: 'outbound',
  sender: '',
  subject: null,
  size: 10,
  receivedAt: '2026-01-02T03:04:05.678Z',
  held: true,
  recipients: [
    {
      address: 'tom@peer.example',
      domain: 'peer.example',
      status: 'deferred',
      code: 'certificate-expired',
      reply: null,
      attempts: 1,
      nextAttemptAt: null,
      expiresAt: '2026-01-09T03:04:05.678Z',
    },
  ],
};

it('tells an entry in one line, with the null sender as it is written', () => {
  expect(describeEntry(entry)).toBe(
    '2026-01-02T03:04:05Z  Processing: Check TLS  deferred  certificate-expired  <> -> tom@peer.example  ' +
      'mx.peer.example  TLSv1.3 TLS_AES_256_GCM_SHA384  next 2026-01-02T03:05:05Z',
  );
});

it('never lets a peer steer the terminal', () => {
  const told = describeEntry({ ...entry, reply: '550 \u001b[2J\r\nforged line \u202eesrever\u009b1m' });
  expect(told).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(told).toContain('forged line');
  const listed = describeQueue([{ ...message, sender: 'a\u001b]0;x\u0007@b.example' }], 1);
  expect(listed.split('\n')).toHaveLength(1);
  expect(listed).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

it('says how much more waits than it shows, and that a held message is held', () => {
  expect(describeQueue([], 0)).toBe('Nothing waits.');
  expect(describeQueue([message], 1)).toBe(
    'Q1  2026-01-02T03:04:05Z  <>  tom@peer.example  held  certificate-expired    until 2026-01-09T03:04:05Z',
  );
  expect(describeQueue([message], 3).split('\n').at(-1)).toBe('… and 2 more');
});

it('ends the rules with what holds for everybody else', () => {
  expect(describeRules([])).toBe('all other domains  opportunistic');
});

it('tells a pause, its end and what it puts at risk', () => {
  const since = '2026-01-02T03:04:05.678Z';
  expect(describePause({ pause: null })).toBe('Deliveries are made.');
  expect(describePause({ pause: { since, until: null, endangered: 0 } })).toBe(
    'Deliveries are paused since 2026-01-02T03:04:05Z, until "sealpost resume". Mail is accepted and waits.',
  );
  expect(describePause({ pause: { since, until: '2026-01-02T05:00:00.000Z', endangered: 2 } })).toMatch(
    /until 2026-01-02T05:00:00Z\. .* 2 messages may run out of time/,
  );
});

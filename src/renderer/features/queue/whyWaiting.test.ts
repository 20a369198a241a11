import { expect, it } from 'vitest';
import { queuedMessage, queuedRecipient } from '../../stores/queue.fixture.ts';
import { whyWaiting } from './whyWaiting.ts';

it('names the failure that ends first, and how many others there are', () => {
  const why = whyWaiting(
    queuedMessage('q1', {
      recipients: [
        queuedRecipient({ code: 'greylisted', expiresAt: '2026-11-27T14:00:00.000Z', attempts: 2 }),
        queuedRecipient({
          code: 'certificate-expired',
          expiresAt: '2026-11-25T14:00:00.000Z',
          nextAttemptAt: '2026-11-22T14:30:00.000Z',
          attempts: 7,
        }),
        queuedRecipient({ code: 'dns-servfail', status: 'delivered', expiresAt: '2026-11-23T14:00:00.000Z' }),
      ],
    }),
  );
  expect(why).toEqual({
    title: 'The certificate has expired',
    tone: 'wait',
    code: 'certificate-expired',
    otherReasons: 1,
    nextAttemptAt: '2026-11-22T14:30:00.000Z',
    expiresAt: '2026-11-25T14:00:00.000Z',
    attempts: 7,
  });
});

it('says that a held message waits for its release, with nothing planned', () => {
  const why = whyWaiting(queuedMessage('q1', { held: true, recipients: [queuedRecipient({ code: 'greylisted' })] }));
  expect(why).toMatchObject({ title: 'On hold', nextAttemptAt: null, code: 'greylisted' });
});

it.each([
  [queuedRecipient({ status: 'queued', attempts: 0 }), 'About to be sent'],
  [queuedRecipient({ status: 'delivering', code: 'greylisted' }), 'Being sent now'],
  [queuedRecipient({ status: 'unreadable', code: 'spool-unreadable' }), 'The stored message cannot be read'],
])('says what happens to a message that did not fail', (recipient, title) => {
  expect(whyWaiting(queuedMessage('q1', { recipients: [recipient] })).title).toBe(title);
});

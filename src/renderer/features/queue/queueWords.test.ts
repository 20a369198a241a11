import { expect, it } from 'vitest';
import type { QueuePreview } from '../../../shared/contract/queue.ts';
import { doneText, questionOf, underWayText } from './queueWords.ts';

const preview: QueuePreview = { messages: 12, recipients: 14, domains: 3, held: 0, delivering: 0, withoutSender: 0 };

it('says before a bounce who is told', () => {
  const { title, sentences } = questionOf('bounce', { ...preview, withoutSender: 2, delivering: 1 }, null);
  expect(title).toBe('Return 12 messages to the sender?');
  expect(sentences).toEqual([
    '14 recipients in 3 domains will not get them.',
    'Each sender gets a notice with the last reason, 10 in all; 2 automatic notices have no sender to tell.',
    '1 recipient is being sent to just now and left alone.',
    'This cannot be undone.',
  ]);
});

it('says before a deletion that nobody is told, and what stays', () => {
  const one = { ...preview, messages: 1, recipients: 1, domains: 1 };
  expect(questionOf('remove', one, 'example.com')).toEqual({
    title: 'Delete 1 message to example.com?',
    sentences: [
      '1 recipient will not get it.',
      'Other recipients of this message stay in the queue.',
      'Nobody is told, neither the sender nor the recipient. The log keeps an entry.',
      'This cannot be undone.',
    ],
    confirm: 'Delete',
  });
});

it('says how far a change came that was stopped', () => {
  expect(doneText('hold', { count: 1200, cancelled: true, isPaused: false })).toBe(
    'Stopped. 1,200 messages are on hold. The others are as they were.',
  );
  expect(doneText('retry', { count: 0, cancelled: false, isPaused: false })).toContain('Nothing to do');
  expect(underWayText({ operationId: 'o', action: 'remove', done: 300, total: 50_000 })).toBe(
    'Deleting: 300 of 50,000 messages',
  );
});

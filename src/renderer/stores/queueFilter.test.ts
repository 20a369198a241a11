import { expect, it } from 'vitest';
import { queueFilterSchema } from '../../shared/contract/queue.ts';
import { everyMessage, isChosen, type QueueChoice, queueFields, toQueueFilter } from './queueFilter.ts';

it('asks for nothing where nothing is chosen', () => {
  expect(toQueueFilter(everyMessage)).toEqual({});
  expect(toQueueFilter({ ...everyMessage, text: '  ' })).toEqual({});
  expect(isChosen({ ...everyMessage, text: '  ' })).toBe(false);
});

it.each<[Partial<QueueChoice>, object]>([
  [{ text: ' anna ' }, { text: 'anna' }],
  [{ text: 'x.example', field: 'domain' }, { domain: 'x.example' }],
  [
    { text: 'anna', field: 'sender', held: false },
    { sender: 'anna', held: false },
  ],
  [
    { reason: 'tls', direction: 'inbound' },
    { onlyTlsFailures: true, direction: 'inbound' },
  ],
  [
    { reason: 'greylisted', held: true },
    { code: 'greylisted', held: true },
  ],
])('asks the engine for %j as %j', (choice, filter) => {
  expect(toQueueFilter({ ...everyMessage, ...choice })).toEqual(filter);
  expect(isChosen({ ...everyMessage, ...choice })).toBe(true);
});

it('says each field in the words of the contract', () => {
  for (const field of queueFields) {
    expect(queueFilterSchema.safeParse(toQueueFilter({ ...everyMessage, text: 'a', field })).success).toBe(true);
  }
});

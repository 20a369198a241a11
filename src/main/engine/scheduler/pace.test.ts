import { expect, it } from 'vitest';
import type { RecipientResult } from '../delivery/types.ts';
import { paceAfter } from './pace.ts';

const failed = (kind: 'temporary' | 'permanent'): RecipientResult => ({
  kind: 'failed',
  recipient: 'a@busy.example',
  failure: { kind, code: 'internal-error', reply: null, detail: null },
  peer: null,
});
const delivered: RecipientResult = {
  kind: 'delivered',
  recipient: 'b@busy.example',
  reply: '250 ok',
  peer: { host: 'mx', address: null, protocol: null, cipher: null, certificate: null, mode: 'strict' },
};

it.each([
  ['faster', [delivered]],
  ['faster', [failed('temporary'), delivered]],
  ['same', [failed('permanent')]],
  ['same', [failed('temporary'), failed('permanent')]],
  ['slower', [failed('temporary'), failed('temporary')]],
] as const)('%s', (pace, results) => {
  expect(paceAfter({ results: [...results] })).toBe(pace);
});

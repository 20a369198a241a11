import { expect, it } from 'vitest';
import { certificateLeft } from './certificateLeft.ts';

const now = Date.parse('2026-05-01T12:00:00.000Z');

it.each([
  [90.5, '90 d', 'good'],
  [12.5, '12 d', 'wait'],
  [2.5, '2 d', 'bad'],
  [0.5, '0 d', 'bad'],
  [-3, 'ended', 'bad'],
])('with %d days left it says %s', (days, words, tone) => {
  const certificateNotAfter = new Date(now + days * 86_400_000).toISOString();
  const verdict = { result: 'valid', code: null, checkedAt: new Date(now).toISOString(), certificateNotAfter } as const;
  expect(certificateLeft(verdict, now)).toMatchObject({ words, tone });
});

it('says nothing where no certificate was seen', () => {
  expect(certificateLeft(null, now)).toBeNull();
});

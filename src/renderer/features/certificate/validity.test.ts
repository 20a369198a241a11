import { expect, it } from 'vitest';
import { validityOf } from './validity.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');
const notBefore = '2026-01-01T00:00:00.000Z';

it.each([
  ['2027-11-22T12:00:00.000Z', 'good', '365 days left'],
  ['2026-12-22T12:00:00.000Z', 'good', '30 days left'],
  ['2026-12-22T11:00:00.000Z', 'wait', '29 days left'],
  ['2026-11-25T13:00:00.000Z', 'bad', '3 days left'],
  ['2026-11-23T13:00:00.000Z', 'bad', '1 day left'],
  ['2026-11-23T11:00:00.000Z', 'bad', 'ends within a day'],
  ['2026-11-22T11:00:00.000Z', 'bad', 'expired less than a day ago'],
  ['2026-11-21T11:00:00.000Z', 'bad', 'expired 1 day ago'],
  ['2026-11-20T11:00:00.000Z', 'bad', 'expired 2 days ago'],
])('says of one that ends %s: %s, %s', (notAfter, tone, words) => {
  expect(validityOf({ notBefore, notAfter }, now)).toEqual({ tone, words });
});

it('says that one is not valid yet, however long it will be', () => {
  const times = { notBefore: '2026-11-23T00:00:00.000Z', notAfter: '2030-01-01T00:00:00.000Z' };
  expect(validityOf(times, now)).toEqual({ tone: 'bad', words: 'not valid yet' });
});

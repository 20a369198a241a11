import { expect, it } from 'vitest';
import { lifeOf } from './life.ts';

const received = '2026-11-01T00:00:00.000Z';
const expires = '2026-11-08T00:00:00.000Z';

it.each([
  ['2026-11-01T00:00:00.000Z', 1, 'early'],
  ['2026-11-04T12:00:00.000Z', 0.5, 'early'],
  ['2026-11-05T00:00:00.000Z', 3 / 7, 'soon'],
  ['2026-11-07T12:00:00.000Z', 0.5 / 7, 'last'],
  ['2026-11-09T00:00:00.000Z', 0, 'last'],
])('at %s has %d of its life left, which is %s', (now, share, urgency) => {
  const life = lifeOf(received, expires, Date.parse(now));
  expect(life.share).toBeCloseTo(share);
  expect(life.urgency).toBe(urgency);
});

it('has nothing left of a life without length', () => {
  expect(lifeOf(received, received, Date.parse(received))).toMatchObject({ share: 0, leftMs: 0 });
});

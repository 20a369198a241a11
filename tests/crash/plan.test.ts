import { expect, it } from 'vitest';
import { contentOf, momentEvents, planRound } from './plan.ts';

it('plans the same round for the same seed, and another for another', () => {
  expect(planRound(7, 3)).toEqual(planRound(7, 3));
  expect(planRound(7, 3)).not.toEqual(planRound(8, 3));
  expect(planRound(7, 3)).not.toEqual(planRound(7, 4));
});

it('uses every moment, both ways of keeping a body, and no address twice', () => {
  const rounds = Array.from({ length: 50 }, (_, round) => planRound(1, round));
  expect(new Set(rounds.map(({ moment }) => moment.on))).toEqual(new Set(momentEvents));
  expect(rounds.every(({ moment }) => moment.count >= 1)).toBe(true);
  const messages = rounds.flatMap((round) => round.messages);
  expect(messages.some(({ size }) => size > 128 * 1024)).toBe(true);
  expect(messages.some(({ size }) => size < 5000)).toBe(true);
  const addresses = messages.flatMap(({ recipients }) => recipients);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(new Set(messages.map(({ number }) => number)).size).toBe(messages.length);
});

it('writes content of its size that only this message has', () => {
  const content = contentOf({ number: 12, size: 1000 });
  expect(content.length).toBeGreaterThanOrEqual(1000);
  expect(content.length).toBeLessThan(1200);
  expect(content).not.toBe(contentOf({ number: 13, size: 1000 }));
});

import { expect, it } from 'vitest';
import { suggestPassword } from './suggestPassword.ts';

it('suggests what a printer can be told, and never the same', () => {
  const seen = new Set(Array.from({ length: 200 }, () => suggestPassword()));
  expect(seen.size).toBe(200);
  for (const password of seen) expect(password).toMatch(/^([a-hjkmnp-z2-9i]{5}-){3}[a-hjkmnp-z2-9i]{5}$/);
});

it('uses every letter alike', () => {
  const counts = new Map<string, number>();
  let next = 0;
  const inTurn = (octets: Uint8Array) => {
    for (const index of octets.keys()) octets[index] = next++ % 256;
  };
  for (let i = 0; i < 64; i += 1) {
    for (const letter of suggestPassword(inTurn).replaceAll('-', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  expect(new Set(counts.values())).toEqual(new Set([40]));
});

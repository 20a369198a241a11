import { expect, it } from 'vitest';
import { withinTime } from './timeLimit.ts';

it('ends what hangs with a plain sentence, and hands on what does not', async () => {
  const hangs = new Promise<never>(() => {});
  await expect(withinTime(hangs, 1, 'Nothing came.')).rejects.toThrow('Nothing came.');
  await expect(withinTime(Promise.resolve(7), 60_000, 'Nothing came.')).resolves.toBe(7);
  await expect(withinTime(Promise.reject(new Error('Its own.')), 60_000, 'Nothing came.')).rejects.toThrow('Its own.');
});

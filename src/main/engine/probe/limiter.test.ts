import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.ts';

describe('createLimiter', () => {
  const harness = (limit: number) => {
    const limiter = createLimiter(limit);
    const started: string[] = [];
    const ends = new Map<string, (fail?: boolean) => void>();
    const ask = (name: string, key: string) =>
      limiter.run(key, () => {
        started.push(name);
        return new Promise<void>((resolve, reject) => {
          ends.set(name, (fail) => (fail ? reject(new Error(name)) : resolve()));
        });
      });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    return { started, ends, ask, turn };
  };

  it('runs no more than its limit at once, in the order of asking', async () => {
    const { started, ends, ask, turn } = harness(2);
    for (const name of ['a', 'b', 'c', 'd']) void ask(name, name);
    await turn();
    expect(started).toEqual(['a', 'b']);
    ends.get('b')?.();
    await turn();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('runs one of a key at a time, and lets others pass meanwhile', async () => {
    const { started, ends, ask, turn } = harness(2);
    void ask('first', 'mx');
    void ask('second', 'mx');
    void ask('other', 'mx2');
    await turn();
    expect(started).toEqual(['first', 'other']);
    ends.get('first')?.();
    await turn();
    expect(started).toEqual(['first', 'other', 'second']);
  });

  it('gives the place back when work fails', async () => {
    const { started, ends, ask, turn } = harness(1);
    const failing = ask('bad', 'a');
    void ask('good', 'b');
    await turn();
    ends.get('bad')?.(true);
    await expect(failing).rejects.toThrow('bad');
    await turn();
    expect(started).toEqual(['bad', 'good']);
  });
});

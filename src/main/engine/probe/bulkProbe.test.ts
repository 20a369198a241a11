import { describe, expect, it } from 'vitest';
import type { DomainVerdict, ProbeProgress } from '../../../shared/contract/verdict.ts';
import { opportunisticPolicy } from '../policy/tlsPolicy.ts';
import { runBulkProbe } from './bulkProbe.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const domains = Array.from({ length: 300 }, (_, index) => `d${index}.example`);

/** A prober that answers when the test says so. */
function heldProber() {
  const asked: { domain: string; answer(): void }[] = [];
  return {
    asked,
    probeDomain: (domain: string) =>
      new Promise<DomainVerdict>((resolve) => {
        const verdict = {
          domain,
          mx: [],
          strictestMode: null,
          code: null,
          unknown: true,
          checkedAt: '2026-06-01T00:00:00.000Z',
        };
        asked.push({ domain, answer: () => resolve(verdict) });
      }),
  };
}

describe('runBulkProbe', () => {
  it('asks 64 at once, tells of all in the end, and keeps to one batch under way', async () => {
    const prober = heldProber();
    const batches: ProbeProgress[] = [];
    let underWay = 0;
    runBulkProbe(
      prober,
      domains,
      () => opportunisticPolicy,
      async (progress) => {
        underWay += 1;
        expect(underWay).toBe(1);
        batches.push(progress);
        await turn();
        underWay -= 1;
      },
    );
    expect(prober.asked).toHaveLength(64);
    for (let answered = 0; answered < domains.length; answered++) {
      prober.asked[answered]?.answer();
      await turn();
    }
    await turn();
    await turn();
    expect(batches.flatMap(({ verdicts }) => verdicts)).toHaveLength(300);
    expect(batches.at(-1)).toMatchObject({ total: 300, done: 300, finished: true });
    expect(batches.filter(({ finished }) => finished)).toHaveLength(1);
  });

  it('asks no more once it is cancelled', async () => {
    const prober = heldProber();
    const cancel = runBulkProbe(
      prober,
      domains,
      () => opportunisticPolicy,
      async () => {},
    );
    cancel();
    for (const { answer } of [...prober.asked]) answer();
    await turn();
    expect(prober.asked).toHaveLength(64);
  });

  it('waits for a listener that takes its time, and stops for one that is gone', async () => {
    const prober = heldProber();
    let take = () => {};
    runBulkProbe(
      prober,
      domains,
      () => opportunisticPolicy,
      () =>
        new Promise((resolve) => {
          take = resolve;
        }),
    );
    for (let answered = 0; answered < prober.asked.length; answered++) {
      prober.asked[answered]?.answer();
      await turn();
    }
    // 64 under way at the end, 200 waiting, one batch with the first: nothing more is asked until it is taken.
    expect(prober.asked.length).toBeLessThan(domains.length);
    const before = prober.asked.length;
    take();
    await turn();
    expect(prober.asked.length).toBeGreaterThan(before);

    const other = heldProber();
    runBulkProbe(
      other,
      domains,
      () => opportunisticPolicy,
      () => Promise.reject(new Error('gone')),
    );
    other.asked[0]?.answer();
    await turn();
    for (const { answer } of [...other.asked]) answer();
    await turn();
    expect(other.asked.length).toBeLessThanOrEqual(65);
  });
});

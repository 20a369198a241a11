import { describe, expect, it } from 'vitest';
import { isLost, judgeHistory, judgeTakings, type SeenEntry } from './judge.ts';

const entry = (seq: number, outcome: SeenEntry['outcome'], attempt: number | null = null) => ({
  seq,
  outcome,
  attempt,
});
const accepted = entry(1, 'accepted');
const deferred = entry(4, 'deferred', 1);
const delivered = entry(9, 'delivered', 2);

describe('loss', () => {
  it('is a recipient that is neither in the queue nor with a server', () => {
    expect(isLost({ queuedAttempts: null, entries: [accepted, delivered], taken: false })).toBe(true);
    expect(isLost({ queuedAttempts: 0, entries: [accepted], taken: false })).toBe(false);
    expect(isLost({ queuedAttempts: null, entries: [], taken: true })).toBe(false);
  });
});

describe('history', () => {
  it('is sound while the message waits, and once it is delivered', () => {
    expect(judgeHistory({ queuedAttempts: 0, entries: [accepted], taken: false })).toEqual([]);
    // Taken, killed before it was written down, and so still queued.
    expect(judgeHistory({ queuedAttempts: 1, entries: [accepted, deferred], taken: true })).toEqual([]);
    expect(judgeHistory({ queuedAttempts: null, entries: [accepted, deferred, delivered], taken: true })).toEqual([]);
    // Delivered between the look at the queue and the look at the history.
    expect(judgeHistory({ queuedAttempts: 1, entries: [accepted, deferred, delivered], taken: true })).toEqual([]);
  });

  it.each<[string, Parameters<typeof judgeHistory>[0]]>([
    ['begins with nothing', { queuedAttempts: 0, entries: [], taken: false }],
    ['begins with deferred', { queuedAttempts: 1, entries: [deferred], taken: false }],
    ['was accepted 2 times', { queuedAttempts: 0, entries: [accepted, entry(2, 'accepted')], taken: false }],
    ['has numbers out of order', { queuedAttempts: 1, entries: [entry(5, 'accepted'), deferred], taken: false }],
    [
      'goes on after delivered',
      { queuedAttempts: 1, entries: [accepted, entry(2, 'delivered', 1), entry(3, 'deferred', 2)], taken: true },
    ],
    ['counts its attempts 2', { queuedAttempts: null, entries: [accepted, delivered], taken: true }],
    [
      'says delivered, and no server took it',
      { queuedAttempts: null, entries: [accepted, deferred, delivered], taken: false },
    ],
    ['has no end, and the queue has it no more', { queuedAttempts: null, entries: [accepted], taken: true }],
    ['has 0 failed attempts where the queue counts 1', { queuedAttempts: 1, entries: [accepted], taken: false }],
  ])('%s', (what, seen) => {
    expect(judgeHistory(seen)).toEqual([what]);
  });
});

describe('duplicates', () => {
  const killedUnderWayIn =
    (...lives: number[]) =>
    (life: number) =>
      lives.includes(life);

  it('are explained by a kill while the delivery was under way', () => {
    expect(judgeTakings([3], killedUnderWayIn())).toEqual({ explained: 0, unexplained: 0 });
    expect(judgeTakings([3, 4, 6], killedUnderWayIn(3, 4))).toEqual({ explained: 2, unexplained: 0 });
  });

  it('are not by any other kill, nor within one life', () => {
    expect(judgeTakings([3, 5], killedUnderWayIn(4))).toEqual({ explained: 0, unexplained: 1 });
    expect(judgeTakings([3, 3], killedUnderWayIn(3))).toEqual({ explained: 0, unexplained: 1 });
    expect(judgeTakings([3, 3, 4], killedUnderWayIn(3))).toEqual({ explained: 1, unexplained: 1 });
  });
});

import { expect, test } from 'vitest';
import type { Measured } from './measure.ts';
import { formatTable, type Result, ratioOf, spreadOf } from './table.ts';

const measured = (messagesPerSecond: number): Measured => ({
  messagesPerSecond,
  cpuMsPerMessage: 0.5,
  rssBytes: 100 * 2 ** 20,
  pssBytes: 90 * 2 ** 20,
});

test('a spread has the middle, also of an even number', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
});

test('a ratio is taken round by round, and the goal is held to its middle', () => {
  const result: Result = {
    workload: { name: 'w', what: 'work', goal: 3 },
    rounds: [
      { postfix: measured(100), sealpost: measured(200) },
      { postfix: measured(50), sealpost: measured(200) },
      { postfix: measured(100), sealpost: measured(300) },
    ],
  };
  expect(ratioOf(result)).toEqual({ median: 3, min: 2, max: 4 });
  expect(formatTable([result]).split('\n').at(-1)).toBe(
    '| work | 100 | 200 | **3.00** (2.00 to 4.00) | 3 met | 0.50 : 0.50 | 100 : 100 | 90 : 90 |',
  );
});

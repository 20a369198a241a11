import { expect, it } from 'vitest';
import { pauseChoices, pauseEnd, pauseInput } from './pauseChoices.ts';

const now = new Date(2026, 2, 28, 17, 30).getTime();

it('ends after the hours that were chosen, on the next morning, or never', () => {
  expect(pauseChoices.map((choice) => pauseEnd(choice, now))).toEqual([
    new Date(2026, 2, 28, 18, 30).getTime(),
    new Date(2026, 2, 28, 21, 30).getTime(),
    new Date(2026, 2, 29, 8, 0).getTime(),
    null,
  ]);
});

it('is written as the contract has times', () => {
  expect(pauseInput('hour', Date.UTC(2026, 0, 1))).toEqual({ until: '2026-01-01T01:00:00.000Z' });
  expect(pauseInput('open-ended', now)).toEqual({ until: null });
});

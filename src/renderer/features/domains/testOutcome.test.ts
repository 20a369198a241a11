import { expect, it } from 'vitest';
import { testOutcome } from './testOutcome.ts';

const none = { total: 0, done: 0, valid: 0, notValid: 0, unknown: 0, skipped: 0, finished: true };

it.each([
  [{ done: 3, valid: 3 }, '3 domains tested: 3 pass.'],
  [{ done: 3, valid: 1, notValid: 1, unknown: 1 }, '3 domains tested: 1 passes, 1 does not, of 1 it is not known.'],
  [{ done: 1, notValid: 1, skipped: 2 }, '1 domain tested: 1 does not. Of 2 there is no test.'],
  [
    { skipped: 2 },
    'Nothing to test: of wildcards, of rules for incoming mail and of those switched off there is no test.',
  ],
])('of %o it says: %s', (progress, words) => {
  expect(testOutcome({ ...none, ...progress })).toBe(words);
});

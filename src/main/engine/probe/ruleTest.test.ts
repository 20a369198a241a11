import { expect, it } from 'vitest';
import { ruleFor } from '../../../shared/contract/rule.fixture.ts';
import type { RuleTestProgress } from '../../../shared/contract/ruleList.ts';
import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import { runRuleTest } from './ruleTest.ts';

const at = '2026-05-01T00:00:00.000Z';
const settle = () => new Promise((resolve) => setImmediate(resolve));

const verdictOf = (result: RuleVerdict['result']): RuleVerdict => ({
  result,
  code: null,
  checkedAt: at,
  certificateNotAfter: null,
});

it('counts what it finds and says what it cannot test', async () => {
  const rules = [
    ruleFor('a.example'),
    ruleFor('b.example'),
    ruleFor('c.example'),
    ruleFor('*.d.example'),
    ruleFor('e.example', { direction: 'inbound' }),
    ruleFor('f.example', { enabled: false }),
  ];
  const results: Record<string, RuleVerdict | null> = {
    'a.example': verdictOf('valid'),
    'b.example': verdictOf('not-valid'),
    'c.example': null,
  };
  const seen: RuleTestProgress[] = [];
  runRuleTest(
    rules,
    async ({ pattern }) => results[pattern] ?? null,
    async (progress) => void seen.push(progress),
  );
  await settle();
  expect(seen[0]).toMatchObject({ total: 3, done: 0, skipped: 3, finished: false });
  expect(seen.at(-1)).toEqual({ total: 3, done: 3, valid: 1, notValid: 1, unknown: 1, skipped: 3, finished: true });
});

it('is finished at once where there is nothing to test', async () => {
  const seen: RuleTestProgress[] = [];
  runRuleTest(
    [ruleFor('*.a.example')],
    async () => null,
    async (progress) => void seen.push(progress),
  );
  await settle();
  expect(seen).toEqual([{ total: 0, done: 0, valid: 0, notValid: 0, unknown: 0, skipped: 1, finished: true }]);
});

it('begins no test after it was cancelled', async () => {
  const begun: (() => void)[] = [];
  const rules = Array.from({ length: 200 }, (_, index) => ruleFor(`d${index}.example`));
  const cancel = runRuleTest(
    rules,
    () => new Promise((resolve) => begun.push(() => resolve(verdictOf('valid')))),
    async () => {},
  );
  expect(begun).toHaveLength(64);
  begun[0]?.();
  await settle();
  expect(begun).toHaveLength(65);
  cancel();
  for (const end of begun) end();
  await settle();
  expect(begun).toHaveLength(65);
});

it('sends one progress at a time, the latest', async () => {
  const taken: (() => void)[] = [];
  const seen: RuleTestProgress[] = [];
  runRuleTest(
    Array.from({ length: 10 }, (_, index) => ruleFor(`d${index}.example`)),
    async () => verdictOf('valid'),
    (progress) => {
      seen.push(progress);
      return new Promise((resolve) => taken.push(resolve));
    },
  );
  await settle();
  expect(seen.map(({ done }) => done)).toEqual([0]);
  taken[0]?.();
  await settle();
  expect(seen.map(({ done }) => done)).toEqual([0, 10]);
});

import { expect, it } from 'vitest';
import type { RuleInput } from '../../../../shared/contract/rule.ts';
import { planImport } from './previewImport.ts';
import { makeRule } from './rules.fixture.ts';

function plan(values: Record<string, unknown>[], existing: RuleInput[] = []) {
  const imported = values.map((value, index) => ({ line: index + 2, value, error: null }));
  return planImport(imported, existing.map(makeRule));
}

const told = (planned: ReturnType<typeof plan>) =>
  planned.map(({ preview: { line, outcome, changes, error } }) => [
    line,
    outcome,
    ...changes.map(({ field, before, after }) => `${field}: ${before} > ${after}`),
    ...(error ? [error.field, error.message] : []),
  ]);

it('tells new, changed and the same apart, and what differs', () => {
  const existing: RuleInput[] = [
    { pattern: 'a.example', mode: 'strict', note: 'kept' },
    { pattern: 'b.example', mode: 'strict', id: 'b' },
  ];
  const planned = plan(
    [
      { pattern: 'A.example', mode: 'strict' },
      { pattern: 'b.example', mode: 'relaxed', minVersion: 'TLSv1.3', note: 'New' },
      { pattern: 'c.example', mode: 'watch' },
    ],
    existing,
  );
  expect(told(planned)).toEqual([
    [2, 'same'],
    [3, 'changed', 'mode: strict > relaxed', 'minVersion: TLSv1.2 > TLSv1.3', 'note:  > New'],
    [4, 'new'],
  ]);
  expect(planned.map(({ input }) => input?.id)).toEqual([undefined, 'b', undefined]);
});

it('finds the rule of the same direction first, and turns one round where it must', () => {
  const oneEachWay: RuleInput[] = [
    { pattern: 'a.example', mode: 'strict', direction: 'outbound', id: 'out' },
    { pattern: 'a.example', mode: 'strict', direction: 'inbound', id: 'in' },
  ];
  const relaxed = { pattern: 'a.example', mode: 'relaxed' };
  const ids = (planned: ReturnType<typeof plan>) => planned.map(({ input }) => input?.id ?? null);
  expect(ids(plan([{ ...relaxed, direction: 'inbound' }], oneEachWay))).toEqual(['in']);
  expect(told(plan([{ ...relaxed, direction: 'both' }], oneEachWay))).toEqual([
    [2, 'error', 'pattern', 'a.example is already listed for that direction.'],
  ]);

  const both: RuleInput[] = [{ pattern: 'a.example', mode: 'strict', id: 'both' }];
  const split = plan(
    [
      { ...relaxed, direction: 'inbound' },
      { ...relaxed, direction: 'outbound' },
    ],
    both,
  );
  expect(ids(split)).toEqual(['both', null]);
  expect(told(split)).toEqual([
    [2, 'changed', 'direction: both > inbound', 'mode: strict > relaxed'],
    [3, 'new'],
  ]);
});

it('says of a line in error which field and why', () => {
  const planned = plan(
    [
      { pattern: 'a.example' },
      { pattern: 'b.example', mode: 'stirct' },
      { pattern: 'not a domain', mode: 'strict' },
      { pattern: 'co.uk', mode: 'strict' },
      { pattern: 'c.example', mode: 'pinned' },
      { pattern: 'd.example', mode: 'strict', cipherProfile: 'custom', cipherList: 'NONSENSE' },
      { pattern: 'e.example', mode: 'strict', queueLifeHours: 'soon' },
      { pattern: 'f.example', mode: 'strict', ttl: 3 },
      { pattern: 'g.example', mode: 'strict' },
      { pattern: 'G.example.', mode: 'relaxed' },
      { mode: 'strict' },
    ],
    [],
  );
  const fields = planned.map(({ preview }) => preview.error?.field ?? preview.outcome);
  expect(fields).toEqual([
    'mode',
    'mode',
    'pattern',
    'pattern',
    'pins',
    'cipherList',
    'queueLifeHours',
    'ttl',
    'new',
    'pattern',
    'pattern',
  ]);
  expect(planned[9]?.preview.error?.message).toBe('g.example stands in line 10 already.');
  expect(planned.filter(({ input }) => input !== null)).toHaveLength(1);
});

it('a line in error leaves the rule that it names as it was, and free for another line', () => {
  const existing: RuleInput[] = [{ pattern: 'a.example', mode: 'strict', id: 'a' }];
  const planned = plan(
    [
      { pattern: 'a.example', mode: 'nonsense' },
      { pattern: 'a.example', mode: 'relaxed' },
    ],
    existing,
  );
  expect(told(planned).map(([line, outcome]) => [line, outcome])).toEqual([
    [2, 'error'],
    [3, 'changed'],
  ]);
});

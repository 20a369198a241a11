import { expect, it } from 'vitest';
import { type Rule, ruleInputSchema } from '../../../shared/contract/rule.ts';
import { draftFieldOf, draftOf, hasAdvanced, inputOf, newDraft } from './ruleDraft.ts';

const rule: Rule = {
  id: 'r1',
  pattern: 'xn--mnchen-3ya.example',
  displayPattern: 'münchen.example',
  direction: 'outbound',
  mode: 'pinned',
  minVersion: 'TLSv1.3',
  cipherProfile: 'custom',
  cipherList: 'ECDHE+AESGCM',
  mxNames: ['mx1.example', 'mx2.example'],
  pins: ['YLh1dUR9y6Kja30RrAn7JKnbQG/uEtLMkBgFF2Fuihg='],
  queueLifeHours: 24,
  note: 'A note',
  enabled: false,
  createdAt: '2026-11-22T14:00:00.000Z',
  updatedAt: '2026-11-22T14:00:00.000Z',
};

it('gives back what it was made from', () => {
  const { createdAt: _createdAt, updatedAt: _updatedAt, displayPattern, ...kept } = rule;
  const input = inputOf(draftOf(rule), rule.id);
  expect(input).toEqual({ ...kept, pattern: displayPattern });
  expect(ruleInputSchema.safeParse(input).success).toBe(true);
});

it('clears what was emptied, and sends no cipher string without its profile', () => {
  const input = inputOf(
    { ...draftOf(rule), cipherProfile: 'standard', queueLifeHours: '', mxNames: ' ', pins: '', note: '  ' },
    rule.id,
  );
  expect(input).toMatchObject({ cipherList: null, queueLifeHours: null, mxNames: [], pins: [], note: '' });
});

it('reads names however they were pasted', () => {
  expect(
    inputOf({ ...newDraft, pattern: ' a.example ', mxNames: 'mx1.a.example, mx2.a.example;\r\nmx3.a.example' }, null),
  ).toMatchObject({
    pattern: 'a.example',
    mxNames: ['mx1.a.example', 'mx2.a.example', 'mx3.a.example'],
  });
});

it('opens "Advanced" where something there is set', () => {
  expect(hasAdvanced(newDraft)).toBe(false);
  expect(hasAdvanced({ ...newDraft, pins: 'x', note: 'y' })).toBe(false);
  expect(hasAdvanced({ ...newDraft, queueLifeHours: 1 })).toBe(true);
});

it.each([
  ['pins.2', 'pins'],
  ['pattern', 'pattern'],
  ['rules.0', null],
  ['toString', null],
  [undefined, null],
])('shows a refusal of %s beside %s', (field, expected) => {
  expect(draftFieldOf(field)).toBe(expected);
});

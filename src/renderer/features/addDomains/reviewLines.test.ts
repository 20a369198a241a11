import { expect, it } from 'vitest';
import type { CheckedLine } from '../../../shared/contract/rule.ts';
import { lineHints, testSummary, testWords, whyNotAdd } from './addDomainsWords.ts';
import {
  countTests,
  type ForAll,
  inputsOf,
  type LineTest,
  newLines,
  recheck,
  testable,
  withSuggestedModes,
} from './reviewLines.ts';

const forAll: ForAll = { mode: 'strict', direction: 'both' };
const checked: CheckedLine[] = [
  { input: 'a.example', pattern: 'a.example' },
  { input: 'b.example', pattern: 'b.example' },
  { input: 'c.example', pattern: 'c.example' },
  { input: 'd.example', pattern: 'd.example' },
  { input: '*.w.example', pattern: '*.w.example' },
  { input: 'co.uk', error: 'public-suffix' },
];
const tests = new Map<string, LineTest>([
  ['a.example', { strictestMode: 'strict', code: null, unknown: false }],
  ['b.example', { strictestMode: 'relaxed', code: 'certificate-expired', unknown: false }],
  ['c.example', { strictestMode: 'opportunistic', code: 'starttls-not-supported', unknown: false }],
  ['d.example', { strictestMode: 'strict', code: 'connection-timeout', unknown: true }],
]);

it('saves what was chosen for all, or for the line', () => {
  const [first, second] = newLines(checked);
  if (!first || !second) throw new Error('There are lines.');
  const lines = [first, { ...second, mode: 'watch', direction: 'inbound' } as const];
  expect(inputsOf(lines, { mode: 'relaxed', direction: 'outbound' })).toEqual([
    { pattern: 'a.example', mode: 'relaxed', direction: 'outbound' },
    { pattern: 'b.example', mode: 'watch', direction: 'inbound' },
  ]);
});

it('tests domains only, and where their mail servers are what matters', () => {
  expect(testable(newLines(checked), forAll)).toEqual(['a.example', 'b.example', 'c.example', 'd.example']);
  expect(testable(newLines(checked), { ...forAll, direction: 'inbound' })).toEqual([]);
});

it('gives each line the strictest mode that works; what is not known stays', () => {
  const lines = withSuggestedModes(newLines(checked), tests, forAll);
  expect(lines.map(({ mode }) => mode)).toEqual(['strict', 'relaxed', 'watch', null, null, null]);
  const counts = countTests(lines, tests, forAll);
  expect(counts).toEqual({ strict: 1, relaxed: 1, watch: 1, noMail: 0, unknown: 1, untested: 1 });
  expect(testSummary(counts)).toBe(
    '1 can be strict, 1 relaxed, 1 can only be watched, of 1 it is not known, 1 not tested.',
  );
});

it('a domain that takes no mail is neither known nor unknown', () => {
  const none = new Map<string, LineTest>([['a.example', { strictestMode: null, code: 'null-mx', unknown: false }]]);
  const [line] = newLines(checked);
  if (!line) throw new Error('There are lines.');
  expect(countTests([line], none, forAll)).toMatchObject({ noMail: 1 });
  expect(testSummary(countTests([line], none, forAll))).toBe('1 takes no mail.');
  expect(withSuggestedModes([line], none, forAll)[0]?.mode).toBeNull();
  expect(testWords(line, forAll, none.get('a.example'))).toEqual({ tone: 'bad', text: 'The domain takes no mail' });
});

it('a late answer to a check of other lines changes nothing', () => {
  const lines = newLines(checked);
  expect(recheck(lines, checked.slice(1))).toEqual(lines);
  const again = checked.map((line): CheckedLine => ({ ...line, error: 'already-listed' }));
  expect(recheck(lines, again).every((line) => line.checked.error === 'already-listed')).toBe(true);
});

it('says how a line was read, and what covers it', () => {
  expect(
    lineHints({ input: 'Bücher.example', pattern: 'xn--bcher-kva.example', displayPattern: 'bücher.example' }),
  ).toEqual([]);
  expect(lineHints({ input: 'https://a.example/x', pattern: 'a.example', hint: 'covered-by:*.example' })).toEqual([
    'Read from "https://a.example/x"',
    'Covered by *.example',
  ]);
});

it('says why nothing can be added', () => {
  expect(whyNotAdd(3, 0, 10)).toBeNull();
  expect(whyNotAdd(3, 1, 10)).toBe('1 line is in error: remove or correct what is wrong first.');
  expect(whyNotAdd(0, 0, 10)).toBe('Every line was removed.');
  expect(whyNotAdd(11, 0, 10)).toBe('At most 10 domains can be added at once.');
});

import { expect, test } from 'vitest';
import { reportFigures } from '../../../../tests/support/figures.ts';
import { seededRandom } from '../../../../tests/support/seededRandom.ts';
import { displayDomain } from './domainName.ts';
import { createMatcher } from './matcher.ts';
import { readPastedList } from './pastedList.ts';

/**
 * What people paste, and what nobody would. Whatever it is: each piece of it comes back as one line, in order, and a
 * pattern is read only out of a piece that names it.
 */

const lists = Number(process.env.SEALPOST_FUZZ_LISTS ?? 20_000);

/** What is read out of these, wherever they stand. */
const expected: Readonly<Record<string, string>> = {
  'a.example': 'a.example',
  'b.example': 'b.example',
  '*.a.example': '*.a.example',
  '.c.example': '*.c.example',
  'www.d.example': 'www.d.example',
  'bücher.example': 'xn--bcher-kva.example',
  'xn--bcher-kva.example': 'xn--bcher-kva.example',
  'Bob Jones <bob@a.example>': 'a.example',
  'mailto:x@b.example?subject=1': 'b.example',
  'https://e.example:8443/x?y=1': 'e.example',
  'https://www.e.example': 'e.example',
  '"x@y.example"@deep.down.f.example': 'deep.down.f.example',
  '@f.example': 'f.example',
  '"g.example"': 'g.example',
};
const good = Object.keys(expected);
const bad = [
  'co.uk',
  '192.0.2.1',
  '[::1]',
  'not a domain',
  'x',
  '-',
  '*',
  '*.*.a.example',
  'a..example',
  '<>',
  '@',
  '://',
  '\ud800',
  '🙂',
];
const separators = ['\n', '\r\n', '\r', ',', ';', '\t', '\u2028', ', ', ' ;', '\n\n', ' '];
const oddities = [
  '\0',
  '"',
  "'",
  '<',
  '>',
  '@',
  ':',
  '/',
  '#',
  '?',
  '%2e',
  '.',
  '*',
  '\ufeff',
  '\u200b',
  '\u202e',
  '。',
  'x'.repeat(70),
  '__proto__',
];

const listed = new Set(['b.example', '*.listed.example', 'constructor.example']);
const matcher = createMatcher([...listed].map((pattern) => ({ pattern, value: pattern })));

/** As the list is cut: nothing but separators and blanks may be left over between two lines. */
const onlySeparators = /^[\s,;\ufeff]*$/u;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const patternForm = new RegExp(`^(?:\\*\\.|${label}\\.)(?:${label}\\.)*${label}$`);
/** What a domain is compared by (UTS-46): without case, width, other alphabets' dots, and what is not seen. */
const ignored = /[\u200b\ufeff]/gu;
const folded = (text: string) => text.normalize('NFKC').toLowerCase().replaceAll('。', '.');

test(`${lists} pasted lists come back whole, piece by piece`, () => {
  const random = seededRandom(20261123);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  const piece = (): string => {
    const text = random() < 0.75 ? pick(good) : pick(bad);
    if (random() > 0.25) return text;
    const at = Math.floor(random() * (text.length + 1));
    return text.slice(0, at) + pick(oddities) + text.slice(at);
  };
  const wrong: string[] = [];
  const counts = { lines: 0, patterns: 0, refused: 0 };

  for (let round = 0; round < lists && wrong.length < 10; round += 1) {
    const text = Array.from({ length: 1 + Math.floor(random() * 8) }, () => piece() + pick(separators)).join('');
    const flaw = (what: string) => wrong.push(`${what}: ${JSON.stringify(text)}`);
    let from = 0;
    const seen = new Set<string>();
    for (const { input, pattern, displayPattern, error, hint } of readPastedList(text, listed, matcher)) {
      counts.lines += 1;
      const at = text.indexOf(input, from);
      if (at < 0 || !onlySeparators.test(text.slice(from, at))) flaw(`lost or moved before ${JSON.stringify(input)}`);
      from = at + input.length;
      if (pattern !== (Object.hasOwn(expected, input) ? expected[input] : pattern)) {
        flaw(`${JSON.stringify(input)} was read as ${pattern}`);
      }
      if (pattern === undefined) {
        counts.refused += 1;
        if (error === undefined) flaw('neither read nor refused');
        continue;
      }
      counts.patterns += 1;
      if (!patternForm.test(pattern)) flaw(`${pattern} is no pattern`);
      if (displayPattern !== undefined && displayPattern !== displayDomain(pattern))
        flaw(`${pattern} is shown wrongly`);
      const named = [pattern, displayDomain(pattern)].map((name) => name.replace(/^\*\./, ''));
      if (!named.some((name) => folded(input.replace(ignored, '')).includes(folded(name)))) {
        flaw(`${pattern} stands nowhere in ${JSON.stringify(input)}`);
      }
      const known = listed.has(pattern) ? 'already-listed' : seen.has(pattern) ? 'duplicate-domain' : undefined;
      if (error !== known) flaw(`${pattern} is said to be ${error}, and is ${known}`);
      if (hint === undefined && ![pattern, displayDomain(pattern)].includes(input.toLowerCase())) {
        flaw(`${pattern} was not said to be read out of ${JSON.stringify(input)}`);
      }
      seen.add(pattern);
    }
    if (!onlySeparators.test(text.slice(from))) flaw(`lost the end ${JSON.stringify(text.slice(from))}`);
  }
  reportFigures('pasted lists fuzzed', { lists, ...counts });
  expect(wrong).toEqual([]);
  expect(Math.min(counts.patterns, counts.refused)).toBeGreaterThan(lists / 2);
});

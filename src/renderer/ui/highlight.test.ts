import { expect, it } from 'vitest';
import { hasMatch, snippetAround, splitByMatch } from './highlight.ts';

const marked = (text: string, sought: string) =>
  splitByMatch(text, sought)
    .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
    .join('');

it.each([
  ['mx.Example.com', 'example', 'mx.[Example].com'],
  ['aaa', 'a', '[a][a][a]'],
  ['aaaa', 'aa', '[aa][aa]'],
  ['.*', '.*', '[.*]'],
  ['nothing', 'x', 'nothing'],
  ['nothing', ' ', 'nothing'],
  [' x ', ' X ', ' [x] '],
  ['', 'x', ''],
  ['İstanbul istanbul', 'istanbul', 'İstanbul istanbul'],
  ['пример', 'ПРИ', '[при]мер'],
])('marks in "%s" what "%s" finds: %s', (text, sought, expected) => {
  expect(marked(text, sought)).toBe(expected);
});

it('never loses or adds a letter', () => {
  for (const sought of ['', 'a', 'B', 'ab', 'zz', '<']) {
    const text = 'Ab <b>aB</b> abAB';
    expect(
      splitByMatch(text, sought)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  }
});

it('shows a match in a long text with some words before it', () => {
  expect(snippetAround(`${'x'.repeat(100)} 4.7.1\n greylisted`, 'GREY')).toMatch(/^…x+ 4\.7\.1 greylisted$/);
  expect(snippetAround('450 greylisted', 'grey')).toBe('450 greylisted');
  expect([hasMatch('Abc', 'B'), hasMatch(null, 'b'), hasMatch('abc', '')]).toEqual([true, false, false]);
});

import { expect, it } from 'vitest';
import { createMatcher } from '../matcher.ts';
import { readPastedList } from '../pastedList.ts';
import { planImport } from './previewImport.ts';
import { readRuleFile } from './readRuleFile.ts';
import { manyKinds } from './rules.fixture.ts';

/** Mulberry32: the same texts in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const scraps = [
  ...['\n', '\r\n', '\r', ',', ';', '\t', '"', '""', "'", ' ', '\u0000', '\ufeff', '\u2028', '\ud800', '🙂', '\\'],
  ...['=', '+', '-', '@', '*', '.', '*.', '<', '>', '://', ':', '[', ']', '{', '}', '/', '#', '%', '1', '-1', 'e9'],
  ...['a.example', 'b.example', '*.a.example', 'bücher.example', 'xn--', 'xn--bcher-kva', 'co.uk', '192.0.2.1', '::1'],
  ...['bob@a.example', 'https://a.example/x', 'mailto:', 'domain', 'mode', 'note', 'strict', 'relaxed', 'pinned'],
  ...['"rules"', '"pattern"', '"mode"', 'null', 'true', 'sep=;\n', 'domain,mode\n', '{"rules":[', 'x'.repeat(300)],
];

function textOf(random: () => number): string {
  const length = Math.floor(random() * 40);
  return Array.from({ length }, () => scraps[Math.floor(random() * scraps.length)] ?? '').join('');
}

const texts = 4000;

it('a pasted list of anything is explained, line by line', () => {
  const random = chance(1);
  const listed = manyKinds.map(({ pattern }) => pattern);
  const matcher = createMatcher(listed.map((pattern) => ({ pattern, value: pattern })));
  for (let round = 0; round < texts; round += 1) {
    const text = textOf(random);
    const lines = readPastedList(text, new Set(listed), matcher);
    for (const { input, pattern, error } of lines) {
      expect(input.trim(), JSON.stringify(text)).not.toBe('');
      expect(pattern !== undefined || error !== undefined, JSON.stringify(text)).toBe(true);
    }
    // What is read once is read the same when its lines are checked again.
    const again = readPastedList(lines.map(({ input }) => input).join('\n'), new Set(listed), matcher);
    expect(again, JSON.stringify(text)).toEqual(lines);
  }
});

it('a file of anything is refused, or each of its rules is explained', () => {
  const random = chance(2);
  let read = 0;
  for (let round = 0; round < texts; round += 1) {
    const head = random() < 0.6 ? 'domain,mode,note,pins,enabled\n' : '';
    const text = head + textOf(random);
    const file = readRuleFile(text);
    if (!file.ok) {
      expect(file.refusal.message, JSON.stringify(text)).not.toBe('');
      continue;
    }
    read += 1;
    const lineCount = text.split(/\r\n|\r|\n/).length;
    for (const { preview, input } of planImport(file.file.rules, manyKinds)) {
      expect(preview.line, JSON.stringify(text)).toBeGreaterThanOrEqual(1);
      expect(preview.line, JSON.stringify(text)).toBeLessThanOrEqual(lineCount + 1);
      const isExplained = preview.outcome === 'error' ? preview.error !== null : preview.mode !== null;
      expect(isExplained, JSON.stringify(text)).toBe(true);
      expect(input !== null, JSON.stringify(text)).toBe(preview.outcome === 'new' || preview.outcome === 'changed');
    }
  }
  expect(read).toBeGreaterThan(texts / 4);
});

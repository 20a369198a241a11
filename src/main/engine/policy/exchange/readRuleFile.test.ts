import { describe, expect, it } from 'vitest';
import { readCsv, writeCsv } from './csvRules.ts';
import { exportRules } from './exportRules.ts';
import type { ReadRuleFile, RuleFile } from './importedRule.ts';
import { planImport } from './previewImport.ts';
import { readRuleFile } from './readRuleFile.ts';
import { makeRule, manyKinds } from './rules.fixture.ts';

function fileOf(read: ReadRuleFile): RuleFile {
  if (!read.ok) throw new Error(read.refusal.message);
  return read.file;
}

/** Each rule of a table as one line of text: its line, what was read, or why not. */
function readLines(text: string) {
  return fileOf(readCsv(text)).rules.map(({ line, value, error }) => [line, value ?? error?.message]);
}

describe.each(['csv', 'json'] as const)('a %s file', (format) => {
  const { text } = exportRules(manyKinds, format);

  it('says the same when it is read again where the rules are', () => {
    const plan = planImport(fileOf(readRuleFile(text)).rules, manyKinds);
    expect(plan.map(({ preview }) => preview.outcome)).toEqual(manyKinds.map(() => 'same'));
    expect(plan.every(({ input }) => input === null)).toBe(true);
  });

  it('gives the same rules where there are none', () => {
    const inputs = planImport(fileOf(readRuleFile(text)).rules, []).flatMap(({ input }) => (input ? [input] : []));
    const bare = (rule: (typeof manyKinds)[number]) => ({ ...rule, id: '' });
    expect(inputs.map(makeRule).map(bare)).toEqual(manyKinds.map(bare));
  });

  it('is told from the other without being named', () => {
    expect(fileOf(readRuleFile(text)).format).toBe(format);
  });
});

describe('a table for spreadsheets', () => {
  const text = writeCsv(manyKinds);

  it('has no cell that a spreadsheet would run', () => {
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    // Every cell, found as a spreadsheet finds them.
    const cells = text.slice(1).match(/"(?:[^"]|"")*"|[^,\r\n]+/g) ?? [];
    const run = cells.map((cell) => cell.replace(/^"/, '')).filter((cell) => /^[=+\-@\t\r＝＋－＠]/u.test(cell));
    expect(run).toEqual([]);
  });

  it.each([
    ['commas', 'domain,mode\na.example,strict\n'],
    ['semicolons', 'Domain;Mode\r\na.example;Strict\r\n'],
    ['tabs', 'PATTERN\tMODE\na.example\tSTRICT'],
    ['old line ends', 'domain,mode\ra.example,strict\r'],
    ['quotes everywhere', '"domain","mode"\n"a.example","strict"\n'],
    ['blanks around', ' domain , mode \n a.example , strict \n'],
    ['a byte order mark and blank lines', '\ufeffdomain,mode\n\na.example,strict\n,\n\n'],
  ])('is read with %s', (_, table) => {
    expect(fileOf(readCsv(table)).rules.map(({ value }) => value)).toEqual([{ pattern: 'a.example', mode: 'strict' }]);
  });

  it('is read with the separator named in a line of its own', () => {
    expect(readLines('sep=|\r\ndomain|mode\r\na.example|strict')).toEqual([
      [3, { pattern: 'a.example', mode: 'strict' }],
    ]);
  });

  it('names the line on which each rule begins', () => {
    const table = 'domain,mode,note\na.example,strict,"one\ntwo\nthree"\n\nb.example,strict,x\nc.example,strict,x,y\n';
    expect(readLines(table).map(([line]) => line)).toEqual([2, 6, 7]);
    expect(readLines(table).at(-1)?.[1]).toContain('more cells');
  });

  it('reads generously, and leaves what is odd for the schema', () => {
    const table = [
      'domain;mode;minVersion;enabled;queueLifeHours;mxNames',
      'a.example;strict;TLS 1.3;no;48;mx1.example, mx2.example',
      'b.example;strict;1.0;TRUE;;',
      'c.example;strict;TLSv9;maybe;two days;',
    ].join('\n');
    expect(fileOf(readCsv(table)).rules.map(({ value }) => value)).toMatchObject([
      { minVersion: 'TLSv1.3', enabled: false, queueLifeHours: 48, mxNames: ['mx1.example', 'mx2.example'] },
      { minVersion: 'TLSv1', enabled: true, queueLifeHours: null, mxNames: [] },
      { minVersion: 'TLSv9', enabled: 'maybe', queueLifeHours: 'two days' },
    ]);
  });

  it('keeps an apostrophe that is the admin’s own', () => {
    expect(readLines("domain,mode,note\na.example,strict,'tis so")).toMatchObject([[2, { note: "'tis so" }]]);
  });

  it('says which columns it does not use', () => {
    expect(fileOf(readCsv('domain,mode,contact,\na.example,strict,Bob,')).unusedColumns).toEqual(['contact']);
  });

  it('says where quotes go wrong', () => {
    expect(readLines('domain,mode\na.example,strict\nb.example,"strict\nc.example,strict\n')).toEqual([
      [2, { pattern: 'a.example', mode: 'strict' }],
      [3, 'A quotation mark is opened here and never closed: nothing from here on could be read.'],
    ]);
  });

  it.each([
    ['', 'The file is empty.'],
    ['\ufeff\r\n', 'The file is empty.'],
    ['a.example\nb.example\n', 'The first line must name the columns'],
    ['domain,note\na.example,x', 'The first line must name the columns'],
    ['domain,mode,Pattern\n', 'The column "pattern" is there twice.'],
    [`domain,mode\n${'a.example,strict\n'.repeat(10_001)}`, 'more than 10000 rules'],
  ])('of no use is refused as a whole (%#)', (table, message) => {
    const read = readRuleFile(table);
    expect(read.ok ? 'read' : read.refusal.message).toContain(message);
  });
});

describe('a JSON file', () => {
  it('names the line of each rule', () => {
    const text =
      '{"note": "rules",\n"rules": [\n {"pattern": "a.example",\n  "mxNames": ["[", "]"]},\n\n {"mode": "x"}, 7]}';
    const { rules } = fileOf(readRuleFile(text));
    expect(rules.map(({ line }) => line)).toEqual([3, 6, 6]);
    expect(rules[2]?.error?.message).toContain('This is no rule');
  });

  it('may be a bare list, and what the engine itself lists', () => {
    const { rules } = fileOf(readRuleFile(JSON.stringify(manyKinds.map((rule) => ({ ...rule, verdict: null })))));
    expect(planImport(rules, manyKinds).every(({ preview }) => preview.outcome === 'same')).toBe(true);
  });

  it.each([
    ['{"rules": [', 'The file is not JSON'],
    ['{"rule": []}', 'The file has no list of rules.'],
    ['{"version": 2, "rules": []}', 'A newer version'],
  ])('of no use is refused as a whole: %s', (text, message) => {
    const read = readRuleFile(text);
    expect(read.ok ? 'read' : read.refusal.message).toContain(message);
  });
});

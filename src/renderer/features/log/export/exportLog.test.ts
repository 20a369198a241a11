import { describe, expect, it } from 'vitest';
import { settle } from '../../../stores/engine.fixture.ts';
import { historyEntry } from '../../../stores/history.fixture.ts';
import { hugeLogEngine } from '../../../stores/hugeLog.fixture.ts';
import { csvLine } from './csv.ts';
import { entriesJson, entriesText, exportEntries, exportHead } from './entryFormats.ts';
import { exportFileName, exportLog } from './exportLog.ts';

describe('a line of CSV', () => {
  it.each([
    [['a', 1, null, ''], 'a,1,,'],
    [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"'],
    [['=1+1', '+49', '-1', '@SUM(A1)'], "'=1+1,'+49,'-1,'@SUM(A1)"],
    [['=HYPERLINK("x","y")'], `"'=HYPERLINK(""x"",""y"")"`],
    [['\t=1', ' =1', '\r=1'], `'\t=1,' =1,"'\r=1"`],
    [['<a@b.example>', 'x=1', 'münchen'], '<a@b.example>,x=1,münchen'],
  ])('%j', (fields, expected) => {
    expect(csvLine(fields)).toBe(`${expected}\r\n`);
  });
});

it('writes every column of the head for every entry, and begins as a spreadsheet needs it', () => {
  const head = exportHead('csv');
  expect(head.startsWith('\ufeffnumber,time,what happened,')).toBe(true);
  const [line = ''] = exportEntries('csv', [historyEntry(7)]).split('\r\n');
  expect(line.split(',').length).toBe(head.split(',').length);
  expect(line).toContain('7,2026-11-22T14:00:00.000Z,Delivered unencrypted,delivered');
});

it('writes JSON Lines that read back as the entries', () => {
  const entries = [historyEntry(2, { reply: '250 ok\n"quoted"' }), historyEntry(1)];
  const lines = exportEntries('jsonl', entries).split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line))).toEqual(entries);
  expect(exportHead('jsonl')).toBe('');
});

it('copies entries as text that reads well, oldest first, and as JSON', () => {
  const first = historyEntry(1, { outcome: 'deferred', code: 'greylisted', recipient: 'bob@xn--mnchen-3ya.example' });
  const second = historyEntry(2);
  const text = entriesText([second, first]);
  expect(text.indexOf('Greylisted')).toBeLessThan(text.indexOf('Delivered'));
  expect(text).toContain('To: bob@münchen.example (bob@xn--mnchen-3ya.example)');
  expect(text).not.toMatch(/null|undefined/);
  expect(JSON.parse(entriesJson([second, first]))).toEqual([first, second]);
  expect(JSON.parse(entriesJson([second]))).toEqual(second);
});

describe('an export', () => {
  it('has all that passes the filter, loaded or not, and says how far it is', async () => {
    const { engine } = hugeLogEngine({ oldest: 11, newest: 5010 });
    const shares: number[] = [];
    const result = await exportLog(engine, {
      filter: {},
      format: 'jsonl',
      signal: new AbortController().signal,
      onProgress: ({ share }) => shares.push(share),
    });
    const lines = (await result?.file.text())?.trimEnd().split('\n') ?? [];
    expect(result?.entries).toBe(5000);
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(Array.from({ length: 5000 }, (_, i) => 5010 - i));
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  it('keeps to the filter', async () => {
    const { engine } = hugeLogEngine({ oldest: 1, newest: 2000 });
    const result = await exportLog(engine, {
      filter: { domain: 'rare' },
      format: 'csv',
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    expect(result?.entries).toBe(20);
    expect((await result?.file.text())?.match(/rare\.example/g)).toHaveLength(20);
  });

  it('stops when it is cancelled', async () => {
    const test = hugeLogEngine({ oldest: 1, newest: 1_000_000 });
    const cancel = new AbortController();
    const exported = exportLog(test.engine, {
      filter: {},
      format: 'csv',
      signal: cancel.signal,
      onProgress: ({ entries }) => entries >= 3000 && cancel.abort(),
    });
    expect(await exported).toBeNull();
    const asked = test.calls.length;
    await settle();
    expect(test.calls.length).toBe(asked);
  });
});

it('names the file after the time', () => {
  expect(exportFileName('csv', new Date(2026, 10, 2, 4, 5))).toBe('sealpost-log-2026-11-02-0405.csv');
  expect(exportFileName('jsonl', new Date(2026, 10, 2, 4, 5))).toBe('sealpost-log-2026-11-02-0405.jsonl');
});

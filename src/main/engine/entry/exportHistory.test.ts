import { expect, it } from 'vitest';
import type { EngineClient } from '../../../shared/contract/client.ts';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { exportHistory } from './exportHistory.ts';

function entry(seq: number, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    seq,
    at: '2026-06-01T12:00:00.000Z',
    stage: 'Processing: Deliver',
    direction: 'outbound',
    queueId: 'Q1',
    messageId: null,
    sender: 'a@office.example',
    recipient: 'b@partner.example',
    domain: 'partner.example',
    host: null,
    address: null,
    outcome: 'delivered',
    code: null,
    reply: null,
    protocol: null,
    cipher: null,
    certificate: null,
    mode: null,
    ruleId: null,
    attempt: 1,
    nextAttemptAt: null,
    expiresAt: null,
    detail: null,
    ...more,
  };
}

/** Answers with the pages in turn, and notes what was asked for. */
function pagesOf(...pages: { entries: HistoryEntry[]; nextSeq: number | null }[]) {
  const asked: unknown[] = [];
  const call: EngineClient['call'] = (_name, input) => {
    asked.push(input);
    const page = pages[asked.length - 1];
    if (!page) throw new Error('Nobody asks for more.');
    return Promise.resolve(JSON.parse(JSON.stringify({ ...page, latestSeq: 9, oldestSeq: 1 })));
  };
  return { client: { call }, asked };
}

it('writes page after page, oldest first, also past one that was cut short', async () => {
  const { client, asked } = pagesOf(
    { entries: [entry(2), entry(1)], nextSeq: 2 },
    { entries: [], nextSeq: 6 },
    { entries: [entry(9)], nextSeq: null },
  );
  const written: string[] = [];
  const write = async (text: string) => void written.push(text);
  expect(await exportHistory(client, { format: 'jsonl', filter: { text: 'x' } }, write)).toBe(3);
  expect(
    written
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).seq),
  ).toEqual([1, 2, 9]);
  expect(asked).toMatchObject([0, 2, 6].map((afterSeq) => ({ afterSeq, filter: { text: 'x' } })));
});

it('writes a table whose cells are no formulas', async () => {
  const { client } = pagesOf({
    entries: [entry(1, { reply: '=HYPERLINK("http://x")', detail: 'two\r\nlines' })],
    nextSeq: null,
  });
  let text = '';
  await exportHistory(client, { format: 'csv', filter: {} }, async (part) => {
    text += part;
  });
  expect(text.startsWith('\ufeffseq,at,stage,')).toBe(true);
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(text).toContain('"two\r\nlines"');
});

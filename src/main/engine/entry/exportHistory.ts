import type { EngineClient } from '../../../shared/contract/client.ts';
import type { HistoryEntry, HistoryFilter } from '../../../shared/contract/history.ts';
import { byteOrderMark, csvLine } from '../../../shared/domain/csvText.ts';

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const pageSize = 1000;

const columns = [
  'seq',
  'at',
  'stage',
  'outcome',
  'code',
  'direction',
  'queueId',
  'messageId',
  'sender',
  'recipient',
  'domain',
  'host',
  'address',
  'reply',
  'protocol',
  'cipher',
  'mode',
  'ruleId',
  'attempt',
  'nextAttemptAt',
  'expiresAt',
  'detail',
] as const satisfies readonly (keyof HistoryEntry)[];

/**
 * What passes the filter, oldest first, page by page: a million entries are never in memory at once. JSON Lines has every
 * field, CSV what fits in cells, with the certificate's fingerprint. Resolves with how many there were.
 * @throws {ContractError}
 */
export async function exportHistory(
  client: Pick<EngineClient, 'call'>,
  { format, filter }: { format: ExportFormat; filter: HistoryFilter },
  write: (text: string) => Promise<void>,
): Promise<number> {
  let count = 0;
  if (format === 'csv') await write(byteOrderMark + csvLine([...columns, 'certificate']));
  for (let afterSeq: number | null = 0; afterSeq !== null; ) {
    const page: { entries: HistoryEntry[]; nextSeq?: number | null | undefined } = await client.call('history.query', {
      filter,
      afterSeq,
      limit: pageSize,
    });
    const entries = page.entries.toReversed();
    count += entries.length;
    if (entries.length > 0) await write(entries.map((entry) => writeEntry(format, entry)).join(''));
    afterSeq = page.nextSeq ?? null;
  }
  return count;
}

function writeEntry(format: ExportFormat, entry: HistoryEntry): string {
  if (format === 'jsonl') return `${JSON.stringify(entry)}\n`;
  const cells = columns.map((column) => String(entry[column] ?? ''));
  return csvLine([...cells, entry.certificate?.sha256 ?? '']);
}

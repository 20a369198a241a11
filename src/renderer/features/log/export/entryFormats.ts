import type { HistoryEntry } from '../../../../shared/contract/history.ts';
import { displayAddress } from '../../../ui/idn.ts';
import { fullTime } from '../../../ui/time.ts';
import { entryTitle } from '../../sentences/entries.ts';
import { entryStory } from '../../sentences/entryStory.ts';
import { modeWords, protocolWord } from '../../sentences/modes.ts';
import { outcomeWords } from '../../sentences/outcomes.ts';
import { byteOrderMark, csvLine } from './csv.ts';

/** How the log is written to a file. JSON Lines is complete; CSV has what a spreadsheet can hold in cells. */
export const exportFormats = {
  csv: { name: 'CSV', hint: 'For a spreadsheet', extension: 'csv', type: 'text/csv' },
  jsonl: { name: 'JSON Lines', hint: 'For programs: every field', extension: 'jsonl', type: 'application/jsonl' },
} as const;
export type ExportFormat = keyof typeof exportFormats;

const columns: readonly { head: string; value(entry: HistoryEntry): string | number | null }[] = [
  { head: 'number', value: ({ seq }) => seq },
  { head: 'time', value: ({ at }) => at },
  { head: 'what happened', value: entryTitle },
  { head: 'outcome', value: ({ outcome }) => outcome },
  { head: 'code', value: ({ code }) => code },
  { head: 'stage', value: ({ stage }) => stage },
  { head: 'direction', value: ({ direction }) => direction },
  { head: 'from', value: ({ sender }) => sender },
  { head: 'to', value: ({ recipient }) => recipient },
  { head: 'domain', value: ({ domain }) => domain },
  { head: 'host', value: ({ host }) => host },
  { head: 'address', value: ({ address }) => address },
  { head: 'reply', value: ({ reply }) => reply },
  { head: 'protocol', value: ({ protocol }) => protocol },
  { head: 'cipher', value: ({ cipher }) => cipher },
  { head: 'held to', value: ({ mode }) => mode },
  { head: 'certificate', value: ({ certificate }) => certificate?.sha256 ?? null },
  { head: 'attempt', value: ({ attempt }) => attempt },
  { head: 'next try', value: ({ nextAttemptAt }) => nextAttemptAt },
  { head: 'given up at', value: ({ expiresAt }) => expiresAt },
  { head: 'queue id', value: ({ queueId }) => queueId },
  { head: 'message id', value: ({ messageId }) => messageId },
  { head: 'detail', value: ({ detail }) => detail },
];

/** What stands before the first entry. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? byteOrderMark + csvLine(columns.map(({ head }) => head)) : '';
}

export function exportEntries(format: ExportFormat, entries: readonly HistoryEntry[]): string {
  return entries
    .map((entry) =>
      format === 'csv' ? csvLine(columns.map(({ value }) => value(entry))) : `${JSON.stringify(entry)}\n`,
    )
    .join('');
}

/** For a mail to a colleague: the sentences first, then the facts that are known, one a line. */
function entryText(entry: HistoryEntry): string {
  const { what, why, advice } = entryStory(entry);
  const facts: readonly [string, string | number | null][] = [
    ['Time', `${fullTime(entry.at)} (${entry.at})`],
    ['Outcome', outcomeWords[entry.outcome].word],
    ['Stage', entry.stage],
    ['From', entry.sender === '' ? 'no sender (automatic notice)' : entry.sender && shownAndKept(entry.sender)],
    ['To', entry.recipient && shownAndKept(entry.recipient)],
    ['Domain', entry.domain && shownAndKept(entry.domain)],
    ['Host', [entry.host, entry.address].filter(Boolean).join(', ')],
    ['Held to', entry.mode && modeWords[entry.mode].name],
    ['Protocol', entry.protocol && [protocolWord(entry.protocol), entry.cipher].filter(Boolean).join(', ')],
    ['Code', entry.code],
    ['Reply', entry.reply],
    [
      'Certificate',
      entry.certificate && `${entry.certificate.commonName ?? 'no name'}, SHA-256 ${entry.certificate.sha256}`,
    ],
    ['Attempt', entry.attempt],
    ['Next try', entry.nextAttemptAt && fullTime(entry.nextAttemptAt)],
    ['Given up at', entry.expiresAt && fullTime(entry.expiresAt)],
    ['Message ID', entry.messageId],
    ['Queue ID', entry.queueId],
    ['Detail', entry.detail],
  ];
  return [
    entryTitle(entry),
    what,
    ...(why === null ? [] : [why]),
    ...(advice === null ? [] : [advice]),
    '',
    ...facts.flatMap(([label, value]) => (value === null || value === '' ? [] : [`${label}: ${value}`])),
  ].join('\n');
}

/** Several entries, oldest first as one reads. */
export function entriesText(entries: readonly HistoryEntry[]): string {
  return oldestFirst(entries).map(entryText).join('\n\n---\n\n');
}

export function entriesJson(entries: readonly HistoryEntry[]): string {
  const sorted = oldestFirst(entries);
  return JSON.stringify(sorted.length === 1 ? sorted[0] : sorted, null, 2);
}

function oldestFirst(entries: readonly HistoryEntry[]): HistoryEntry[] {
  return entries.toSorted((a, b) => a.seq - b.seq);
}

function shownAndKept(text: string): string {
  const shown = displayAddress(text);
  return shown === text ? text : `${shown} (${text})`;
}

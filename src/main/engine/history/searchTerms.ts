import type { HistoryFilter } from '../../../shared/contract/history.ts';
import { tlsFailureCodes } from '../../../shared/domain/failureCode.ts';

/** The columns that `text` is looked for in. */
export const searchedColumns = [
  'sender',
  'recipient',
  'domain',
  'host',
  'reply',
  'code',
  'queue_id',
  'message_id',
  'detail',
] as const;

/** What the text index has to know of an entry. */
export interface IndexedRow {
  outcome: string;
  direction: string | null;
  code: string | null;
  texts: readonly (string | null)[];
}

/** More would cost more than they exclude. */
const maxTrigrams = 14;

/**
 * Outcomes, codes and directions are asked for whole: each has a word of three characters that no text has. It is made
 * from the name, so that a later version reads it the same; two names with one word cost a look at some entries more.
 */
function marker(kind: string, name: string): string {
  let hash = 0;
  for (const char of `${kind}=${name}`) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0;
  return `\u{e000}${String.fromCharCode(0xe100 + (hash % 0x1000))}\u{e001}`;
}

/** The text under which a block of entries is found. */
export function indexText(rows: Iterable<IndexedRow>): string {
  const texts = new Set<string>();
  for (const { outcome, direction, code, texts: own } of rows) {
    for (const text of own) if (text !== null && text.length >= 3) texts.add(text);
    texts.add(marker('outcome', outcome));
    if (direction !== null) texts.add(marker('direction', direction));
    if (code === null) continue;
    texts.add(marker('code', code));
    if (tlsFailureCodes.some((one) => one === code)) texts.add(marker('tls', 'failure'));
  }
  return [...texts].join('\n');
}

/**
 * The FTS5 question for the blocks that may have an entry that passes the filter: all that do are among them. Null where
 * nothing in the filter narrows it down: texts of less than three characters do not.
 */
export function indexQuery(filter: HistoryFilter): string | null {
  const parts: string[] = [];
  for (const text of [
    filter.text,
    filter.domain,
    filter.pattern?.replace(/^\*/, ''),
    filter.sender,
    filter.recipient,
  ]) {
    if (text) parts.push(...trigrams(text.trim()));
  }
  if (filter.outcome !== undefined) {
    const outcomes = Array.isArray(filter.outcome) ? filter.outcome : [filter.outcome];
    parts.push(`(${outcomes.map((outcome) => quote(marker('outcome', outcome))).join(' OR ')})`);
  }
  if (filter.code !== undefined) parts.push(quote(marker('code', filter.code)));
  else if (filter.onlyTlsFailures) parts.push(quote(marker('tls', 'failure')));
  if (filter.direction !== undefined) parts.push(quote(marker('direction', filter.direction)));
  return parts.length === 0 ? null : parts.join(' AND ');
}

/** Spread over the text. Beyond ASCII the index folds letters otherwise than the filter: those are left out. */
function trigrams(text: string): string[] {
  const all = new Set<string>();
  for (let at = 0; at + 3 <= text.length; at++) {
    const three = text.slice(at, at + 3).toLowerCase();
    if (/^[\x20-\x7e]{3}$/.test(three)) all.add(quote(three));
  }
  const found = [...all];
  if (found.length <= maxTrigrams) return found;
  return Array.from({ length: maxTrigrams }, (_, i) => found[Math.floor((i * found.length) / maxTrigrams)] ?? '');
}

function quote(term: string): string {
  return `"${term.replaceAll('"', '""')}"`;
}

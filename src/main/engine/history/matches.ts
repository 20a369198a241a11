import type { HistoryEntry, HistoryFilter } from '../../../shared/contract/history.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';

/** Whether a live entry passes a filter: the same question as the SQL of `query.ts` asks of the database. */
export function matchesFilter(entry: HistoryEntry, filter: HistoryFilter): boolean {
  if (filter.queueId !== undefined && entry.queueId !== filter.queueId) return false;
  const { domain, pattern } = filter;
  const domains = [entry.domain, otherSideOf(entry)];
  if (domain && !domains.some((one) => contains(one, domain))) return false;
  if (pattern !== undefined && !domains.some((one) => isOf(one, pattern))) return false;
  if (filter.sender && !contains(entry.sender, filter.sender)) return false;
  if (filter.recipient && !contains(entry.recipient, filter.recipient)) return false;
  if (filter.outcome !== undefined) {
    const outcomes = Array.isArray(filter.outcome) ? filter.outcome : [filter.outcome];
    if (!outcomes.includes(entry.outcome)) return false;
  }
  if (filter.code !== undefined && entry.code !== filter.code) return false;
  if (filter.direction !== undefined && entry.direction !== filter.direction) return false;
  if (filter.onlyTlsFailures && (entry.code === null || !isTlsFailure(entry.code))) return false;
  if (filter.from !== undefined && Date.parse(entry.at) < Date.parse(filter.from)) return false;
  if (filter.to !== undefined && Date.parse(entry.at) > Date.parse(filter.to)) return false;
  if (filter.text && !searchedTexts(entry).some((text) => contains(text, filter.text ?? ''))) return false;
  return true;
}

/** Of mail that comes in: where it comes from. `domain` is one of our own there. */
function otherSideOf({ direction, sender }: HistoryEntry): string | null {
  return direction === 'inbound' && sender !== null ? sender.slice(sender.indexOf('@') + 1) : null;
}

function isOf(domain: string | null, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return domain?.toLowerCase() === pattern;
  return domain?.toLowerCase().endsWith(pattern.slice(1)) ?? false;
}

function searchedTexts(entry: HistoryEntry): (string | null)[] {
  const { sender, recipient, domain, host, reply, code, queueId, messageId, detail } = entry;
  return [sender, recipient, domain, host, reply, code, queueId, messageId, detail];
}

function contains(text: string | null, part: string): boolean {
  return text?.toLowerCase().includes(part.trim().toLowerCase()) ?? false;
}

import type { HistoryEntry } from '../../shared/contract/history.ts';
import { isTlsFailure } from '../../shared/domain/failureCode.ts';

/** What the tray offers to look at. */
export interface RecentFailure {
  seq: number;
  at: string;
  domain: string;
  kind: 'tls' | 'late' | 'refused' | 'given-up';
}

/** The outcomes to ask the engine for. */
export const failureOutcomes = ['deferred', 'failed', 'expired'] as const;
const most = 5;

/** The newest failures, the newest first: one for each domain, as the rest of it stands in the log. */
export function addFailures(
  known: readonly RecentFailure[],
  entries: readonly HistoryEntry[],
): readonly RecentFailure[] {
  const bySeq = new Map([...known, ...entries.flatMap(toFailure)].map((failure) => [failure.seq, failure]));
  const byDomain = new Map<string, RecentFailure>();
  for (const failure of [...bySeq.values()].sort((a, b) => b.seq - a.seq)) {
    if (!byDomain.has(failure.domain)) byDomain.set(failure.domain, failure);
  }
  return [...byDomain.values()].slice(0, most);
}

function toFailure({ seq, at, domain, outcome, code }: HistoryEntry): RecentFailure[] {
  if (domain === null) return [];
  switch (outcome) {
    case 'expired':
      return [{ seq, at, domain, kind: 'given-up' }];
    case 'failed':
      return [{ seq, at, domain, kind: 'refused' }];
    case 'deferred':
      return [{ seq, at, domain, kind: code !== null && isTlsFailure(code) ? 'tls' : 'late' }];
    default:
      return [];
  }
}

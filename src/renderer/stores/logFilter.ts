import type { HistoryFilter } from '../../shared/contract/history.ts';
import type { HistoryOutcome } from '../../shared/domain/historyWords.ts';

/** What a person picks from: each stands for one or more outcomes of the contract. */
export const outcomeGroups = {
  delivered: ['delivered'],
  waiting: ['deferred', 'next-host'],
  failed: ['failed', 'expired', 'bounced'],
  accepted: ['accepted'],
  refused: ['refused'],
  observed: ['observed'],
  actions: ['held', 'released', 'retried', 'rescheduled', 'removed'],
  notices: ['notified'],
  engine: ['started', 'stopped', 'warning', 'paused', 'resumed'],
} as const satisfies Record<string, readonly HistoryOutcome[]>;
export type OutcomeGroup = keyof typeof outcomeGroups;

export function isOutcomeGroup(text: string): text is OutcomeGroup {
  return Object.hasOwn(outcomeGroups, text);
}

export interface LogFilter {
  domain: string;
  outcome: OutcomeGroup | null;
  onlyTlsFailures: boolean;
  /** Set by "Show in the log" of a queued message. */
  queueId: string | null;
}

export const noLogFilter: LogFilter = { domain: '', outcome: null, onlyTlsFailures: false, queueId: null };

export function isFiltered(filter: LogFilter): boolean {
  return filter.domain.trim() !== '' || filter.outcome !== null || filter.onlyTlsFailures || filter.queueId !== null;
}

export function toHistoryFilter(filter: LogFilter): HistoryFilter {
  const domain = filter.domain.trim();
  return {
    ...(domain ? { domain } : {}),
    ...(filter.outcome ? { outcome: [...outcomeGroups[filter.outcome]] } : {}),
    ...(filter.onlyTlsFailures ? { onlyTlsFailures: true } : {}),
    ...(filter.queueId ? { queueId: filter.queueId } : {}),
  };
}

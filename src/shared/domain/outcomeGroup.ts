import { z } from 'zod';
import type { HistoryOutcome } from './historyWords.ts';

/** What a person picks from in the log: each stands for one or more outcomes. */
export const outcomeGroupNames = [
  'delivered',
  'waiting',
  'failed',
  'accepted',
  'refused',
  'observed',
  'actions',
  'notices',
  'engine',
] as const;
export const outcomeGroupSchema = z.enum(outcomeGroupNames);
export type OutcomeGroup = z.infer<typeof outcomeGroupSchema>;

export const outcomeGroups: Record<OutcomeGroup, readonly HistoryOutcome[]> = {
  delivered: ['delivered'],
  waiting: ['deferred', 'next-host'],
  failed: ['failed', 'expired', 'bounced'],
  accepted: ['accepted'],
  refused: ['refused'],
  observed: ['observed'],
  actions: ['held', 'released', 'retried', 'rescheduled', 'removed'],
  notices: ['notified'],
  engine: ['started', 'stopped', 'warning', 'paused', 'resumed'],
};

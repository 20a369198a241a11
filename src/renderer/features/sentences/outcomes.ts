import type { HistoryOutcome, RecipientStatus } from '../../../shared/domain/historyWords.ts';

/** How much a thing should catch the eye. */
export type Tone = 'good' | 'wait' | 'bad' | 'plain';

export const outcomeWords: Record<HistoryOutcome, { word: string; tone: Tone }> = {
  accepted: { word: 'Accepted', tone: 'plain' },
  refused: { word: 'Refused', tone: 'bad' },
  delivered: { word: 'Delivered', tone: 'good' },
  deferred: { word: 'Waiting', tone: 'wait' },
  failed: { word: 'Failed', tone: 'bad' },
  expired: { word: 'Given up', tone: 'bad' },
  'next-host': { word: 'Next server', tone: 'wait' },
  observed: { word: 'Watched', tone: 'plain' },
  held: { word: 'Held', tone: 'plain' },
  released: { word: 'Released', tone: 'plain' },
  retried: { word: 'Retry', tone: 'plain' },
  rescheduled: { word: 'Retry undone', tone: 'plain' },
  bounced: { word: 'Bounced', tone: 'bad' },
  removed: { word: 'Deleted', tone: 'bad' },
  notified: { word: 'Notice', tone: 'plain' },
  started: { word: 'Started', tone: 'plain' },
  stopped: { word: 'Stopped', tone: 'plain' },
  warning: { word: 'Warning', tone: 'wait' },
  paused: { word: 'Paused', tone: 'wait' },
  resumed: { word: 'Resumed', tone: 'plain' },
};

export const recipientStatusWords: Record<RecipientStatus, { word: string; tone: Tone }> = {
  queued: { word: 'Ready to send', tone: 'plain' },
  delivering: { word: 'Sending now', tone: 'plain' },
  deferred: { word: 'Waiting', tone: 'wait' },
  delivered: { word: 'Delivered', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  expired: { word: 'Given up', tone: 'bad' },
  unreadable: { word: 'Unreadable', tone: 'bad' },
};

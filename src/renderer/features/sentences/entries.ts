import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { failureSentences, inSentence } from './failures.ts';
import { intakeTlsTitles } from './intakeFailures.ts';
import { outcomeWords, type Tone } from './outcomes.ts';

/** The line by which an entry is known in the log. */
export function entryTitle(entry: HistoryEntry): string {
  const failure = entry.code === null ? null : failureSentences[entry.code].title;
  switch (entry.outcome) {
    case 'delivered':
      return deliveredTitle(entry);
    case 'deferred':
      return failure ?? 'Could not be delivered yet';
    case 'failed':
      return failure ?? 'Could not be delivered';
    case 'expired':
      return isAboutTls(entry) ? 'Deleted because of TLS policy' : 'Given up: it waited too long';
    case 'next-host':
      return failure ?? 'This server failed';
    case 'observed':
      return failure ? 'Strict would have stopped this' : 'Strict would have let this pass';
    case 'accepted':
      return 'Accepted for delivery';
    case 'refused':
      return (entry.code === null ? null : intakeTlsTitles[entry.code]) ?? failure ?? 'Not accepted';
    case 'held':
      return 'Put on hold';
    case 'released':
      return 'Released from hold';
    case 'retried':
      return 'Tried again at once, as asked';
    case 'rescheduled':
      return 'A retry was taken back';
    case 'bounced':
      return 'Returned to the sender';
    case 'removed':
      return 'Deleted from the queue';
    case 'notified':
      return 'The sender was told';
    case 'started':
      return 'The engine started';
    case 'stopped':
      return 'The engine stopped';
    case 'warning':
      return failure ?? 'The engine reports a problem';
    case 'paused':
      return 'Deliveries were paused';
    case 'resumed':
      return 'Deliveries go on';
    default:
      return assertNever(entry.outcome);
  }
}

/** A test of a rule's mail servers, made ahead of any mail. */
export function isAheadOfMail(entry: HistoryEntry): boolean {
  return entry.outcome === 'warning' && entry.domain !== null && entry.queueId === null;
}

function deliveredTitle({ protocol, mode }: HistoryEntry): string {
  if (protocol === null) return 'Delivered unencrypted';
  switch (mode) {
    case 'strict':
      return 'Delivered over verified TLS';
    case 'pinned':
      return 'Delivered over TLS to the pinned key';
    case 'relaxed':
    case 'watch':
    case 'opportunistic':
    case null:
      return 'Delivered over TLS';
    default:
      return assertNever(mode);
  }
}

/** Beside the stage: what the title does not say yet. `nextTry` is a time of day. */
export function entryNote(entry: HistoryEntry, nextTry: string | null): string | null {
  if (entry.outcome === 'deferred') return nextTry === null ? null : `next try ${nextTry}`;
  if (entry.outcome === 'paused') return nextTry === null ? 'until somebody resumes' : `until ${nextTry}`;
  if (isAheadOfMail(entry)) return 'found by a test';
  const needsReason = entry.outcome === 'observed' || entry.outcome === 'expired' || entry.outcome === 'bounced';
  return needsReason && entry.code !== null ? inSentence(failureSentences[entry.code].title) : null;
}

/** As the outcome's, except for a delivery in the clear: allowed, but worth a look. */
export function entryTone(entry: HistoryEntry): Tone {
  if (entry.outcome === 'delivered' && entry.protocol === null) return 'plain';
  if (entry.outcome === 'observed' && entry.code !== null) return 'wait';
  return outcomeWords[entry.outcome].tone;
}

export function isAboutTls(entry: HistoryEntry): boolean {
  return entry.stage === 'Processing: Check TLS' || (entry.code !== null && isTlsFailure(entry.code));
}

import type { QueuedMessage, QueuedRecipient } from '../../../shared/contract/queue.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import { failureSentences } from '../sentences/failures.ts';
import type { Tone } from '../sentences/outcomes.ts';

export interface Waiting {
  title: string;
  tone: Tone;
  /** The failure behind it, the most pressing where recipients differ. */
  code: FailureCode | null;
  /** Of other recipients of the message, besides that one. */
  otherReasons: number;
  /** ISO; null where nothing is planned. */
  nextAttemptAt: string | null;
  expiresAt: string | null;
  attempts: number;
}

/** Why a message is in the queue, in one line. */
export function whyWaiting(message: QueuedMessage): Waiting {
  const pending = message.recipients.filter(isPending);
  const failing = pending.filter((recipient) => recipient.code !== null).toSorted(byExpiry);
  const code = failing[0]?.code ?? null;
  const codes = new Set(failing.map((recipient) => recipient.code));
  return {
    ...titleOf(message, pending, code),
    code,
    otherReasons: Math.max(0, codes.size - 1),
    nextAttemptAt: message.held ? null : earliest(pending.map((recipient) => recipient.nextAttemptAt)),
    expiresAt: earliest(pending.map((recipient) => recipient.expiresAt)),
    attempts: Math.max(0, ...pending.map((recipient) => recipient.attempts)),
  };
}

function titleOf(
  message: QueuedMessage,
  pending: readonly QueuedRecipient[],
  code: FailureCode | null,
): Pick<Waiting, 'title' | 'tone'> {
  if (pending.some((recipient) => recipient.status === 'unreadable')) {
    return { title: failureSentences['spool-unreadable'].title, tone: 'bad' };
  }
  if (message.held) return { title: 'On hold', tone: 'plain' };
  if (pending.some((recipient) => recipient.status === 'delivering')) return { title: 'Being sent now', tone: 'plain' };
  if (code !== null) return { title: failureSentences[code].title, tone: 'wait' };
  return { title: 'About to be sent', tone: 'plain' };
}

function isPending(recipient: QueuedRecipient): boolean {
  return recipient.status !== 'delivered' && recipient.status !== 'failed' && recipient.status !== 'expired';
}

function byExpiry(a: QueuedRecipient, b: QueuedRecipient): number {
  return (a.expiresAt ?? '9999').localeCompare(b.expiresAt ?? '9999');
}

/** ISO times of one form sort as text. */
function earliest(times: readonly (string | null)[]): string | null {
  return times.filter((time) => time !== null).toSorted()[0] ?? null;
}

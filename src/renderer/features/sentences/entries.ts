import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { isEnforcedMode } from '../../../shared/domain/tlsMode.ts';
import { type FailureSentences, failureSentences, inSentence, intakeTlsSentences } from './failures.ts';
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
      return failure ?? 'Not accepted';
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
function isAheadOfMail(entry: HistoryEntry): boolean {
  return entry.outcome === 'warning' && entry.domain !== null && entry.queueId === null;
}

function warningStory(entry: HistoryEntry): string {
  if (isAheadOfMail(entry)) {
    return `Sealpost tested ${entry.domain} ahead of any mail: ${entry.host ?? 'its mail server'} does not meet what the rule asks for. Mail to the domain would wait.`;
  }
  if (entry.code === 'spool-unreadable') {
    return `The stored message for ${entry.recipient ?? 'the recipient'} could not be read. It stays in the queue.`;
  }
  return entry.detail ?? 'The engine met a problem and went on.';
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

/** What an entry's page tells. `why` and `advice` are null where nothing is amiss. */
export interface EntryStory {
  what: string;
  why: string | null;
  advice: string | null;
}

export function entryStory(entry: HistoryEntry): EntryStory {
  const failure = failureOf(entry);
  return { what: whatHappened(entry), why: failure?.why ?? null, advice: adviceFor(entry, failure) };
}

function failureOf(entry: HistoryEntry): Pick<FailureSentences, 'why' | 'advice'> | null {
  if (entry.code === null) return null;
  if (entry.outcome === 'refused' && isTlsFailure(entry.code)) return intakeTlsSentences;
  return failureSentences[entry.code];
}

function adviceFor(entry: HistoryEntry, failure: Pick<FailureSentences, 'advice'> | null): string | null {
  switch (entry.outcome) {
    case 'delivered':
      return entry.protocol === null
        ? 'If mail to this domain must always be encrypted, add the domain under Domains.'
        : null;
    case 'observed':
      return entry.code === null
        ? 'If it stays so for a while, the domain can be set to "Strict - Trusted Enforced".'
        : 'Do not switch to Strict before this is put right: mail to the domain would wait. The message itself was handled as without a rule.';
    case 'next-host':
      return 'Nothing to do now: the next server of the domain was tried in the same attempt. Its entry stands above.';
    case 'expired':
      return `The message is no longer in the queue: the sender has to send it again. ${failure?.advice ?? ''}`.trim();
    case 'accepted':
    case 'deferred':
    case 'failed':
    case 'refused':
    case 'held':
    case 'released':
    case 'retried':
    case 'rescheduled':
    case 'bounced':
    case 'removed':
    case 'notified':
    case 'started':
    case 'stopped':
    case 'warning':
    case 'paused':
    case 'resumed':
      return failure?.advice ?? null;
    default:
      return assertNever(entry.outcome);
  }
}

function loginStory({ code, address, detail }: HistoryEntry): string {
  if (detail !== null) return detail;
  const from = address === null ? '' : ` from ${address}`;
  return code === 'login-failed' ? `A login${from} failed.` : `Logging in${from} is locked.`;
}

function whatHappened(entry: HistoryEntry): string {
  const recipient = entry.recipient ?? entry.domain ?? 'the recipient';
  const from = entry.sender ? ` from ${entry.sender}` : '';
  const host = entry.host ?? entry.address ?? 'the server';
  const enforced = entry.mode !== null && isEnforcedMode(entry.mode);
  switch (entry.outcome) {
    case 'accepted':
      return `Sealpost took a message${from}${entry.recipient ? ` for ${entry.recipient}` : ''} and stored it safely.`;
    case 'refused':
      if (entry.code === 'login-failed' || entry.code === 'login-locked-out') return loginStory(entry);
      return `Sealpost did not take a message${from}${entry.recipient ? ` for ${entry.recipient}` : ''}. Whoever sent it was told at once.`;
    case 'delivered':
      return entry.protocol === null
        ? `${host} took the message for ${recipient} without encryption. No rule asks for it.`
        : `${host} took the message for ${recipient} over an encrypted connection.`;
    case 'deferred':
      return enforced && isAboutTls(entry)
        ? `The message for ${recipient} was not sent to ${host}, because the connection was not as safe as the rule asks. Nothing of it left this machine. It is kept and tried again.`
        : `The message for ${recipient} could not be delivered yet. It is kept and tried again.`;
    case 'failed':
      return `The message for ${recipient} cannot be delivered. It is not tried again.`;
    case 'expired':
      return isAboutTls(entry)
        ? `The message for ${recipient} could not be sent safely for as long as it was kept, and was deleted because of TLS policy.`
        : `The message for ${recipient} could not be delivered for as long as it was kept, and was given up.`;
    case 'next-host':
      return `${host} did not take the message for ${recipient}. The domain has another server, which was tried next.`;
    case 'observed':
      return entry.code === null
        ? `${host} met everything that "Strict - Trusted Enforced" asks for.`
        : `${host} did not meet what "Strict - Trusted Enforced" asks for. The domain is only watched, so the mail was not stopped by it.`;
    case 'held':
      return 'An admin put the message on hold. It stays in the queue and is not tried until it is released.';
    case 'released':
      return 'An admin released the message. It is tried again.';
    case 'retried':
      return 'An admin asked to try the message at once.';
    case 'rescheduled':
      return 'An admin took back the retry of this message. It is tried again when it was planned.';
    case 'bounced':
      return `An admin returned the message for ${recipient}. ${entry.sender ? `${entry.sender} gets a notice.` : ''}`.trim();
    case 'removed':
      return `An admin deleted the message for ${recipient} from the queue. The sender was not told.`;
    case 'notified':
      return `A notice about the message for ${recipient} was sent to ${entry.sender || 'its sender'}.`;
    case 'started':
      return 'The engine started and takes mail.';
    case 'stopped':
      return 'The engine stopped. Mail that waits is kept and tried after the next start.';
    case 'warning':
      return warningStory(entry);
    case 'paused':
      return 'Deliveries were paused: those under way ended, and no other is started. Mail is taken as before and waits. Its time goes on; what runs out meanwhile gets one last try when deliveries go on.';
    case 'resumed':
      return 'The pause is over, by an admin or at the time that was set. What is due is tried now.';
    default:
      return assertNever(entry.outcome);
  }
}

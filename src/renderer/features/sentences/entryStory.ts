import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { isEnforcedMode } from '../../../shared/domain/tlsMode.ts';
import { displayAddress, displayDomain } from '../../ui/idn.ts';
import { isAboutTls, isAheadOfMail } from './entries.ts';
import { type FailureSentences, failureSentences } from './failures.ts';
import { intakeSentences, intakeTlsSentences } from './intakeFailures.ts';
import { takesNoMail } from './takesNoMail.ts';

/** What an entry's page tells. `why` and `advice` are null where there is nothing to add to what happened. */
export interface EntryStory {
  what: string;
  why: string | null;
  advice: string | null;
}

export function entryStory(kept: HistoryEntry): EntryStory {
  const entry = asShown(kept);
  const failure = failureOf(entry);
  return {
    what: whatHappened(entry),
    why: failure?.why ?? whyWithoutFailure(entry),
    advice: adviceFor(entry, failure),
  };
}

/** Names as people write them: the sentences say them. */
function asShown(entry: HistoryEntry): HistoryEntry {
  return {
    ...entry,
    sender: entry.sender && displayAddress(entry.sender),
    recipient: entry.recipient && displayAddress(entry.recipient),
    domain: entry.domain && displayDomain(entry.domain),
    host: entry.host && displayDomain(entry.host),
  };
}

type Reason = Pick<FailureSentences, 'why' | 'advice' | 'ended'>;

function failureOf(entry: HistoryEntry): Reason | null {
  if (entry.code === null) return null;
  if (entry.outcome !== 'refused') return failureSentences[entry.code];
  if (isTlsFailure(entry.code)) return intakeTlsSentences;
  return intakeSentences[entry.code] ?? failureSentences[entry.code];
}

function whyWithoutFailure(entry: HistoryEntry): string | null {
  if (entry.outcome === 'delivered') return whyDeliveredSo(entry);
  if (entry.outcome === 'observed')
    return 'The rule of the domain is set to "Watch only": it tries Strict out without stopping mail.';
  return null;
}

function whyDeliveredSo({ protocol, mode }: HistoryEntry): string | null {
  if (protocol === null) {
    return mode === 'watch'
      ? 'The server offered no encryption. The domain is only watched, so the mail went out all the same.'
      : 'The server offered no encryption, and no rule asks for it.';
  }
  switch (mode) {
    case 'strict':
      return 'The certificate is from a trusted authority, for the right name and in date, as "Strict - Trusted Enforced" asks.';
    case 'relaxed':
      return '"Relaxed Encryption Mode" asks for encryption, with whatever certificate: who the server is was not checked.';
    case 'pinned':
      return 'The server showed a key that the rule has pinned.';
    case 'watch':
      return 'The domain is only watched: the server offered encryption, so it was used. The certificate was looked at, not insisted on.';
    case 'opportunistic':
      return 'No rule covers the domain: the server offered encryption, so it was used. The certificate was not checked.';
    case null:
      return null;
    default:
      return assertNever(mode);
  }
}

function adviceFor(entry: HistoryEntry, failure: Reason | null): string | null {
  const now = failure?.advice ?? null;
  /** Of a message that is not tried again. */
  const afterwards = failure === null ? null : (failure.ended ?? failure.advice);
  switch (entry.outcome) {
    case 'accepted':
      return 'Nothing to do: what became of it stands below, under "This message so far".';
    case 'delivered':
      if (entry.protocol === null) return 'If mail to this domain must always be encrypted, add a rule for the domain.';
      return entry.mode === 'opportunistic'
        ? 'Nothing to do. If mail to this domain must never go out in the clear, add a rule for the domain.'
        : 'Nothing to do.';
    case 'observed':
      return entry.code === null
        ? 'If it stays so for a while, the domain can be set to "Strict - Trusted Enforced".'
        : `Do not switch to Strict before this is put right: mail to the domain would wait. The message itself was handled as without a rule. ${afterwards ?? ''}`.trim();
    case 'next-host':
      return 'Nothing to do now: the next server of the domain was tried in the same attempt. Its entry stands above.';
    case 'failed':
      return afterwards ?? 'Read the reply below, then ask the sender to send it again once the reason is gone.';
    case 'expired':
      return `The message is no longer in the queue: the sender has to send it again. ${afterwards ?? ''}`.trim();
    case 'bounced':
      return `If it is still needed, the sender has to send it again. ${afterwards ?? ''}`.trim();
    case 'removed':
      return 'If it was deleted by mistake, ask the sender to send it again.';
    case 'held':
      return 'Release it in the queue when it may go.';
    case 'released':
    case 'retried':
      return 'Nothing to do: the next entry of this message says how the try went.';
    case 'rescheduled':
      return 'Nothing to do. If it should go at once after all, press "Retry now".';
    case 'notified':
      return 'Nothing to do: the notice says what happened and what the sender can do.';
    case 'deferred':
      return now ?? 'Nothing to do: Sealpost tries again.';
    case 'refused':
      return now ?? 'If it should have been taken, look at the reply below: it is what the other side was told.';
    case 'warning':
      return now ?? 'If it comes again, look at the technical detail below.';
    case 'stopped':
      return 'If nobody stopped it on purpose, see what the machine did at that time: a shutdown, an update, a full disk.';
    case 'paused':
      return 'Resume when deliveries may go on: the button stands at the foot of the navigation.';
    case 'started':
    case 'resumed':
      return null;
    default:
      return assertNever(entry.outcome);
  }
}

function warningStory(entry: HistoryEntry): string {
  if (isAheadOfMail(entry)) {
    if (takesNoMail({ result: 'not-valid', code: entry.code })) {
      return `Sealpost tested ${entry.domain} ahead of any mail: mail to the domain is returned to its sender at once.`;
    }
    return `Sealpost tested ${entry.domain} ahead of any mail: ${entry.host ?? 'its mail server'} does not meet what the rule asks for. Mail to the domain would wait.`;
  }
  if (entry.code === 'spool-unreadable') {
    return `The stored message for ${entry.recipient ?? 'the recipient'} could not be read. It stays in the queue.`;
  }
  return entry.detail ?? 'The engine met a problem and went on.';
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
      return `${host} took the message for ${recipient} ${entry.protocol === null ? 'without encryption' : 'over an encrypted connection'}.`;
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
      return `Sealpost sent a notice to ${entry.recipient ?? 'the sender'}, who had sent the message: that it could not be delivered, or that it still waits.`;
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

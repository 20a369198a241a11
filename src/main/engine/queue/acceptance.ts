import type { MessageDirection } from '../../../shared/domain/direction.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import type { NewHistoryEntry } from '../history/entry.ts';
import type { HistoryLog } from '../history/log.ts';
import type { AcceptedMessage, RefusedEnvelope } from '../intake/types.ts';
import type { QueueStore } from './store.ts';

/** Puts an accepted message into the queue and the history. Inside one transaction: its commit is what 250 promises. */
export function keepAccepted(
  deps: { store: QueueStore; history: HistoryLog; lifeMs: number },
  message: AcceptedMessage,
  now: number,
): void {
  const outbound = message.recipients.some(({ direction }) => direction === 'outbound');
  const direction: MessageDirection = outbound ? 'outbound' : 'inbound';
  deps.store.insert({
    queueId: message.queueId,
    direction,
    sender: message.sender,
    messageId: message.messageId,
    subject: message.subject,
    size: message.body.kind === 'inline' ? message.body.data.length : message.body.size,
    receivedAt: now,
    eightBitMime: message.eightBitMime,
    smtpUtf8: message.smtpUtf8,
    body: message.body,
    recipients: message.recipients.map((recipient) => ({ ...recipient, expiresAt: now + deps.lifeMs })),
  });
  for (const recipient of message.recipients) {
    deps.history.append({
      at: now,
      stage: 'Processing: Accept',
      outcome: 'accepted',
      direction: recipient.direction,
      queueId: message.queueId,
      messageId: message.messageId,
      sender: message.sender,
      recipient: recipient.address,
      domain: recipient.domain,
      host: message.session.clientName,
      address: message.session.clientAddress,
      protocol: message.session.protocol,
      cipher: message.session.cipher,
      detail: message.session.username === null ? null : `Handed over by the user ${message.session.username}.`,
    });
  }
}

/** The log entry of an envelope that the intake refused. */
export function refusalEntry(refused: RefusedEnvelope, now: number): NewHistoryEntry {
  const party = refused.recipient ?? refused.sender;
  return {
    at: now,
    stage: isTlsFailure(refused.code) ? 'Processing: Check TLS' : 'Processing: Accept',
    outcome: 'refused',
    direction: refused.direction,
    sender: refused.sender,
    recipient: refused.recipient,
    // A TLS refusal is about the sender's domain: it is the one with the rule.
    domain: domainOf(refused.policy ? refused.sender : party),
    host: refused.session.clientName,
    address: refused.session.clientAddress,
    code: refused.code,
    reply: refused.reply,
    protocol: refused.session.protocol,
    cipher: refused.session.cipher,
    mode: refused.policy?.mode ?? null,
    ruleId: refused.policy?.ruleId ?? null,
  };
}

function domainOf(address: string | null): string | null {
  if (!address?.includes('@')) return null;
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

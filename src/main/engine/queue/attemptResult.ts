import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { isEnforcedMode } from '../../../shared/domain/tlsMode.ts';
import type { DeliveryFailure, PeerFacts, RecipientResult } from '../delivery/types.ts';
import type { NewHistoryEntry } from '../history/entry.ts';
import type { MessageRow, RecipientRow } from './rows.ts';

/** What every entry of one message and recipient has in common. */
export function aboutRecipient(
  message: MessageRow,
  recipient: RecipientRow,
  at: number,
): Omit<NewHistoryEntry, 'stage' | 'outcome'> {
  return {
    at,
    direction: recipient.direction,
    queueId: message.queue_id,
    messageId: message.message_id,
    sender: message.sender,
    recipient: recipient.address,
    domain: recipient.domain,
  };
}

export function aboutPeer(peer: PeerFacts | null, ruleId: string | null): Partial<NewHistoryEntry> {
  if (!peer) return { ruleId };
  return {
    host: peer.host,
    address: peer.address,
    protocol: peer.protocol,
    cipher: peer.cipher,
    certificate: peer.certificate,
    mode: peer.mode,
    ruleId,
  };
}

export function aboutFailure(failure: DeliveryFailure): Pick<NewHistoryEntry, 'stage' | 'code' | 'reply' | 'detail'> {
  return {
    stage: isTlsFailure(failure.code) ? 'Processing: Check TLS' : 'Processing: Deliver',
    code: failure.code,
    reply: failure.reply,
    detail: failure.detail,
  };
}

/** True where mail could not be sent because policy asked for TLS: it is deleted "because of TLS policy". */
export function isTlsPolicyFailure(result: Extract<RecipientResult, { kind: 'failed' }>): boolean {
  return isTlsFailure(result.failure.code) && (result.peer === null || isEnforcedMode(result.peer.mode));
}

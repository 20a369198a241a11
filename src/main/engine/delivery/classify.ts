import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import { formatReply, type Reply } from './session/reply.ts';
import type { DeliveryFailure } from './types.ts';

/** What was said to the peer before it refused. The same code means different things at different places. */
export type RefusedStep = 'greeting' | 'hello' | 'auth' | 'mail' | 'rcpt' | 'data' | 'final';

/** A failure without a reply: of the network, the DNS, or on our side. */
export function temporaryFailure(code: FailureCode, detail: string | null = null): DeliveryFailure {
  return { kind: 'temporary', code, reply: null, detail };
}

export function permanentFailure(code: FailureCode, detail: string | null = null): DeliveryFailure {
  return { kind: 'permanent', code, reply: null, detail };
}

/**
 * What a 4xx or 5xx means. The first digit decides whether to try again, whatever the words say; any other code in
 * place of a refusal breaks the protocol. None of these is ever a TLS failure.
 */
export function classifyReply(reply: Reply, step: RefusedStep): DeliveryFailure {
  const text = formatReply(reply);
  if (step === 'auth' && reply.code !== 421) {
    // A wrong password is for the admin to mend: the mail waits.
    return { kind: 'temporary', code: 'authentication-failed', reply: text, detail: null };
  }
  if (reply.code >= 500) {
    // RFC 5321 §4.5.3.1.10: some servers say 552 where they mean 452.
    if (reply.code === 552 && tooManyRecipients.test(text)) {
      return { kind: 'temporary', code: 'rate-limited', reply: text, detail: null };
    }
    return { kind: 'permanent', code: permanentCode(reply, text, step), reply: text, detail: null };
  }
  if (reply.code >= 400) return { kind: 'temporary', code: temporaryCode(reply, text), reply: text, detail: null };
  return { kind: 'temporary', code: 'protocol-error', reply: text, detail: `An unexpected reply at ${step}.` };
}

/** True where only the number of recipients in one transaction was too much (RFC 5321 §4.5.3.1.10). */
export function asksForFewerRecipients(reply: Reply): boolean {
  const text = formatReply(reply);
  return (reply.code === 452 || reply.code === 552) && (reply.enhanced === '4.5.3' || tooManyRecipients.test(text));
}

const greylistWords = /gr[ae]y[- ]?list/i;
const tooManyRecipients = /too many recipients/i;
const rateWords = /rate[- ]?limit|too (?:many|much|fast|quick)|throttl|unusual rate|sending rate|limit exceeded/i;
const quotaWords = /quota|mailbox (?:is )?full|over ?limit|insufficient (?:disk|mailbox)|storage allocation/i;
const sizeWords = /(?:message|mail).{0,20}(?:size|big|large|long)|size limit|too large/i;
const startTlsWords = /STARTTLS/i;
const relayWords = /relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed))|unable to relay/i;
const unknownUserWords =
  /(?:no such|unknown|invalid) (?:user|recipient|mailbox|address)|(?:user|mailbox|recipient|address) (?:is )?(?:unknown|not found|unavailable|does(?: not|n't) exist)|user unknown/i;

function temporaryCode(reply: Reply, text: string): FailureCode {
  const { code, enhanced } = reply;
  if (code === 421) return 'service-not-available';
  if (greylistWords.test(text) || (code === 450 && enhanced === '4.2.0')) return 'greylisted';
  if (enhanced === '4.5.3' || rateWords.test(text)) return 'rate-limited';
  if (enhanced === '4.2.2' || quotaWords.test(text)) return 'mailbox-full';
  if (code === 452) return enhanced === null || enhanced.startsWith('4.2.') ? 'mailbox-full' : 'temporary-failure';
  if (code === 450 || enhanced?.startsWith('4.2.') || enhanced?.startsWith('4.1.')) return 'mailbox-temporary';
  return 'temporary-failure';
}

const unknownMailboxCodes = new Set(['5.1.0', '5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.0', '5.2.1']);

function permanentCode(reply: Reply, text: string, step: RefusedStep): FailureCode {
  const { code, enhanced } = reply;
  if (enhanced === '5.3.4' || enhanced === '5.2.3') return 'message-too-large';
  if (enhanced === '5.2.2') return 'mailbox-full';
  if (code === 530 && startTlsWords.test(text)) return 'rejected';
  if (code === 530 || code === 534 || code === 535) return 'authentication-failed';
  if (relayWords.test(text)) return 'relaying-denied';
  if (code === 552) {
    if (quotaWords.test(text)) return 'mailbox-full';
    return step === 'rcpt' && !sizeWords.test(text) ? 'mailbox-full' : 'message-too-large';
  }
  if (enhanced !== null && unknownMailboxCodes.has(enhanced))
    return step === 'rcpt' ? 'mailbox-unavailable' : 'rejected';
  if (step === 'rcpt' && enhanced === null && (unknownUserWords.test(text) || code === 551 || code === 553)) {
    return 'mailbox-unavailable';
  }
  return 'rejected';
}

/** What Node's system errors mean. All are temporary: the network has no last word. */
export function classifySystemError(error: unknown): DeliveryFailure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const detail = error instanceof Error ? error.message : String(error);
  return temporaryFailure(systemErrorCodes.get(code) ?? 'connection-lost', detail);
}

const systemErrorCodes: ReadonlyMap<string, FailureCode> = new Map([
  ['ECONNREFUSED', 'connection-refused'],
  ['ETIMEDOUT', 'connection-timeout'],
  ['EHOSTUNREACH', 'network-unreachable'],
  ['EHOSTDOWN', 'network-unreachable'],
  ['ENETUNREACH', 'network-unreachable'],
  ['ENETDOWN', 'network-unreachable'],
  ['EADDRNOTAVAIL', 'network-unreachable'],
  // Firewalls on this machine say these.
  ['EACCES', 'network-unreachable'],
  ['EPERM', 'network-unreachable'],
  ['ECONNRESET', 'connection-lost'],
  ['ECONNABORTED', 'connection-lost'],
  ['EPIPE', 'connection-lost'],
]);

import type { MessageDirection } from '../../../shared/domain/direction.ts';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import type { TlsPolicy } from '../delivery/types.ts';
import { readEnvelopeCommand } from './envelopeCommand.ts';
import { decideInbound } from './inboundTls.ts';
import { isAscii, type Mailbox, parsePath } from './mailbox.ts';
import { type MailParameters, readMailParameters } from './mailParameters.ts';
import { decideDirection, isInNetworks } from './relaying.ts';
import type { Reply } from './replies.ts';
import * as replies from './replies.ts';
import type { EnvelopeRecipient, IntakeSettings } from './types.ts';

/** One mail transaction: from MAIL to the reply to DATA. */
export interface Transaction {
  /** Empty for the null sender. */
  sender: string;
  parameters: MailParameters;
  recipients: readonly EnvelopeRecipient[];
}

/** What a MAIL or RCPT command is judged by. */
export interface EnvelopeContext {
  settings: IntakeSettings;
  /** The policy of the inbound rule for a sender's domain; null where none matches. */
  inboundPolicy(senderDomain: string): TlsPolicy | null;
  clientAddress: string;
  /** As Node's TLS names it; null in the clear. */
  protocol: string | null;
  /** Who logged in; null where nobody did. */
  username: string | null;
}

/** For the history: refusals that an admin wants to know of. Mistakes of syntax are not among them. */
export interface Refusal {
  sender: string | null;
  recipient: string | null;
  direction: MessageDirection | null;
  code: FailureCode;
  policy: TlsPolicy | null;
}

/** `transaction` is what goes on with from here: the one given, unless the command was taken. */
export interface EnvelopeAnswer {
  reply: Reply;
  transaction: Transaction | null;
  refusal: Refusal | null;
}

/** RFC 5321 §4.5.3.1.8 asks for 100 at least. */
const maxRecipients = 1000;

/** Answers `MAIL FROM`: syntax, what an inbound rule asks of the session, and the declared size. */
export function takeSender(line: Uint8Array, current: Transaction | null, context: EnvelopeContext): EnvelopeAnswer {
  const answer = (reply: Reply, refusal: Refusal | null = null) => ({ reply, transaction: current, refusal });
  const read = readEnvelopeCommand(line, 'MAIL FROM');
  if (!read.ok) return answer(replies.unreadableCommand(read.problem));
  if (current) return answer(replies.nestedMail);
  const given = readMailParameters(read.command.parameters);
  if (!given.ok) return answer(given.reply);
  const path = parsePath(read.command.path, 'sender');
  if (path.kind === 'invalid') return answer(replies.invalidPath(path.problem, 'sender'));
  if (path.kind === 'postmaster') return answer(replies.invalidPath('no-domain', 'sender'));

  const mailbox = path.kind === 'mailbox' ? path.mailbox : null;
  const sender = mailbox?.address ?? '';
  const { parameters } = given;
  if (!isAscii(sender) && !parameters.smtpUtf8) return answer(replies.smtpUtf8Expected);

  const policy = mailbox ? context.inboundPolicy(mailbox.domain) : null;
  const decision = decideInbound(policy, mailbox?.domain ?? '', context.protocol);
  if (decision.kind === 'refuse') {
    const { code, reply } = decision;
    return answer(reply, { sender, recipient: null, direction: 'inbound', code, policy });
  }
  const { maxMessageBytes } = context.settings;
  if ((parameters.declaredSize ?? 0) > maxMessageBytes) {
    const refusal = { sender, recipient: null, direction: null, code: 'message-too-large' as const, policy: null };
    return answer(replies.messageTooLarge(maxMessageBytes), refusal);
  }
  return { reply: replies.senderAccepted, transaction: { sender, parameters, recipients: [] }, refusal: null };
}

/** Answers `RCPT TO`: syntax, and who may send to whom. */
export function takeRecipient(line: Uint8Array, current: Transaction | null, context: EnvelopeContext): EnvelopeAnswer {
  const answer = (reply: Reply, refusal: Refusal | null = null) => ({ reply, transaction: current, refusal });
  const read = readEnvelopeCommand(line, 'RCPT TO');
  if (!read.ok) return answer(replies.unreadableCommand(read.problem));
  if (!current) return answer(replies.mailExpected);
  if (read.command.parameters.size > 0) return answer(replies.parameterNotRecognized);
  const mailbox = readRecipient(read.command.path, context.settings.acceptedDomains);
  if ('code' in mailbox) return answer(mailbox);
  const { address, domain } = mailbox;
  if (!isAscii(address) && !current.parameters.smtpUtf8) return answer(replies.smtpUtf8Expected);

  const { acceptedDomains, allowedNetworks } = context.settings;
  const clientAllowed = context.username !== null || isInNetworks(context.clientAddress, allowedNetworks);
  const direction = decideDirection(domain, acceptedDomains, clientAllowed);
  if (direction === null) {
    const { sender } = current;
    const refusal = { sender, recipient: address, direction, code: 'relaying-denied' as const, policy: null };
    return answer(replies.relayingDenied, refusal);
  }
  if (current.recipients.some((known) => known.address === address)) return answer(replies.recipientAccepted);
  if (current.recipients.length >= maxRecipients) return answer(replies.tooManyRecipients);
  const recipients = [...current.recipients, { address, domain, direction }];
  return { reply: replies.recipientAccepted, transaction: { ...current, recipients }, refusal: null };
}

/** A postmaster without a domain is that of our first domain (RFC 5321 §4.1.1.3). */
function readRecipient(text: string, acceptedDomains: readonly string[]): Mailbox | Reply {
  const path = parsePath(text, 'recipient');
  if (path.kind === 'mailbox') return path.mailbox;
  if (path.kind === 'invalid') return replies.invalidPath(path.problem, 'recipient');
  if (path.kind === 'null') return replies.invalidPath('syntax', 'recipient');
  const domain = acceptedDomains[0];
  if (domain === undefined) return replies.postmasterUnknown;
  return { address: `postmaster@${domain}`, localPart: 'postmaster', domain };
}

/** For the history of a whole message: named only where it is true of every recipient. */
export function commonRecipient({ recipients }: Transaction): Pick<Refusal, 'recipient' | 'direction'> {
  const [first, ...others] = recipients;
  if (!first) return { recipient: null, direction: null };
  const sameDirection = others.every(({ direction }) => direction === first.direction);
  return {
    recipient: others.length === 0 ? first.address : null,
    direction: sameDirection ? first.direction : null,
  };
}

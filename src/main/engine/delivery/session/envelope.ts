import { permanentFailure } from '../classify.ts';
import type { DeliveryFailure, DeliveryTask } from '../types.ts';
import type { Command } from './conversation.ts';
import { type Extensions, sizeLimitOf } from './extensions.ts';
import { isAscii, wirePath } from './path.ts';

export type Envelope = Pick<DeliveryTask, 'sender' | 'recipients' | 'size' | 'eightBitMime' | 'smtpUtf8'>;

export type EnvelopeCommands =
  /** `rcpts` has one for each recipient, in order; null for an address that SMTP cannot carry. */
  | { kind: 'commands'; mail: Command; rcpts: (Command | null)[] }
  /** The peer said in its EHLO reply that it does not take such a message. */
  | { kind: 'refused'; failure: DeliveryFailure };

/**
 * MAIL and RCPT for an envelope with the parameters that the peer offers. 8-bit text goes out as it is even where
 * 8BITMIME is not offered: converting it would change the message, and servers take it.
 */
export function envelopeCommands(envelope: Envelope, extensions: Extensions): EnvelopeCommands {
  const sender = wirePath(envelope.sender);
  if (sender === null) {
    return { kind: 'refused', failure: permanentFailure('rejected', "SMTP cannot carry the sender's address.") };
  }
  const paths = envelope.recipients.map(wirePath);
  const needsUtf8 = envelope.smtpUtf8 || [sender, ...paths].some((path) => path !== null && !isAscii(path));
  if (needsUtf8 && !extensions.has('SMTPUTF8')) {
    const detail = 'The message needs SMTPUTF8, which the server does not offer.';
    return { kind: 'refused', failure: permanentFailure('smtputf8-not-supported', detail) };
  }
  const limit = sizeLimitOf(extensions);
  if (limit !== null && envelope.size > limit) {
    const detail = `The server takes ${limit} octets, the message has ${envelope.size}.`;
    return { kind: 'refused', failure: permanentFailure('message-too-large', detail) };
  }
  const parameters = [
    ...(extensions.has('SIZE') ? [`SIZE=${envelope.size}`] : []),
    ...(envelope.eightBitMime && extensions.has('8BITMIME') ? ['BODY=8BITMIME'] : []),
    ...(needsUtf8 ? ['SMTPUTF8'] : []),
  ];
  return {
    kind: 'commands',
    mail: { verb: 'MAIL', argument: [`FROM:<${sender}>`, ...parameters].join(' ') },
    rcpts: paths.map((path) => (path ? { verb: 'RCPT', argument: `TO:<${path}>` } : null)),
  };
}

import { asksForFewerRecipients, classifyReply, permanentFailure, temporaryFailure } from '../classify.ts';
import type { DeliveryFailure, DeliveryTask } from '../types.ts';
import type { Command, Conversation } from './conversation.ts';
import { type Envelope, envelopeCommands } from './envelope.ts';
import { formatReply, type Reply } from './reply.ts';
import type { Answer } from './wire.ts';

export type Message = Envelope & Pick<DeliveryTask, 'openBody' | 'stillHolds'>;

export type RecipientAnswer =
  | { kind: 'delivered'; reply: string }
  | FailedAnswer
  /** Too many at a time: worth a transaction of its own on this connection. */
  | { kind: 'again'; failure: DeliveryFailure };

export interface FailedAnswer {
  kind: 'failed';
  failure: DeliveryFailure;
  /**
   * Worth another host in the same attempt. Not so where the answer is final, where the message itself is the trouble,
   * and where the peer may have taken it although its answer was lost.
   */
  elsewhere: boolean;
  /** This recipient's own, and not of all that were left. */
  own: boolean;
}

export interface TransactionResult {
  /** One for each recipient, in order. */
  answers: RecipientAnswer[];
  /** The connection broke, or the peer said 421, before one octet of the message was written. */
  lostBeforeBody: boolean;
}

/** RFC 5321 §4.5.3.2.6: CRLF.CRLF gets twice the time of other commands. A lost answer to it means a second copy. */
const finalReplyPatience = 2;

const dataCommand: Command = { verb: 'DATA', argument: null };

/** Hands one message to one peer: MAIL, RCPT, DATA (RFC 5321 §3.3). Never rejects for anything that the peer does. */
export async function sendMessage(conversation: Conversation, message: Message): Promise<TransactionResult> {
  if (message.stillHolds?.() === false) return settle(message, [], overtaken, false);
  const commands = envelopeCommands(message, conversation.extensions);
  if (commands.kind === 'refused') return settle(message, [], commands.failure, false);
  const asked = await askEnvelope(conversation, commands.mail, commands.rcpts);
  const lostBeforeBody = conversation.failure !== null;
  if (asked.failure) {
    if (!lostBeforeBody) await reset(conversation);
    return settle(message, asked.refused, asked.failure, lostBeforeBody);
  }
  if (message.stillHolds?.() === false) {
    // The peer waits for a message: only a cut tells it that none comes.
    conversation.cut(overtaken.failure);
    return settle(message, [], overtaken, false);
  }
  return settle(message, asked.refused, await sendBody(conversation, message), false);
}

interface EnvelopeAnswer {
  /** By the recipient's place: those that were refused by themselves. */
  refused: (RecipientAnswer | null)[];
  /** What stands against a message for everybody else; null where the peer waits for it. */
  failure: DeliveryFailure | null;
}

/** Comes as far as the 354 to DATA, in one go where PIPELINING is offered. */
async function askEnvelope(
  conversation: Conversation,
  mail: Command,
  rcpts: readonly (Command | null)[],
): Promise<EnvelopeAnswer> {
  const refused = rcpts.map((rcpt): RecipientAnswer | null => (rcpt ? null : unusableAddress));
  const usable = rcpts.filter((rcpt) => rcpt !== null);
  if (usable.length === 0) return { refused, failure: nobodyLeft };
  const pipelining = conversation.extensions.has('PIPELINING');
  if (pipelining) conversation.send([mail, ...usable, dataCommand]);
  const ask = (command: Command) => (pipelining ? conversation.reply() : conversation.exchange(command));

  let failure = refusalOf(conversation, await ask(mail), 'mail');
  let accepted = 0;
  for (const [index, rcpt] of rcpts.entries()) {
    // Behind a refused MAIL the answers of a pipeline are read, and only say that there is no MAIL.
    if (conversation.failure || (failure && !pipelining)) break;
    if (!rcpt) continue;
    const answer = await ask(rcpt);
    if (failure) continue;
    if (answer.kind === 'reply' && answer.reply.code >= 400) {
      refused[index] = refusedRecipient(answer.reply, accepted > 0);
    } else {
      failure = refusalOf(conversation, answer, 'rcpt');
      if (!failure) accepted += 1;
    }
  }
  if (accepted === 0) failure ??= nobodyLeft;
  if (conversation.failure || (failure && !pipelining)) return { refused, failure };

  const data = await ask(dataCommand);
  if (data.kind === 'reply' && data.reply.code === 354) {
    // RFC 2920 §3.1: a server may say 354 although nobody is left to get the message.
    if (failure) await conversation.writeEmptyBody();
    return { refused, failure };
  }
  return { refused, failure: failure ?? refusalOf(conversation, data, 'data') };
}

/** What everybody who was accepted gets. */
async function sendBody(conversation: Conversation, message: Message): Promise<RecipientAnswer> {
  const body = await conversation.writeBody(message.openBody, message.size);
  if (body.kind === 'unreadable') {
    const detail = body.error instanceof Error ? body.error.message : null;
    return { kind: 'failed', failure: temporaryFailure('spool-unreadable', detail), elsewhere: false, own: false };
  }
  // A peer that cuts the connection in the middle of a message may have said why.
  const answer = await conversation.reply(finalReplyPatience);
  const failure = refusalOf(conversation, answer, body.kind === 'written' ? 'final' : 'data');
  if (!failure) return { kind: 'delivered', reply: answer.kind === 'reply' ? formatReply(answer.reply) : '' };
  const mayHaveBeenTaken = body.kind === 'written' && failure.reply === null;
  return { kind: 'failed', failure, elsewhere: failure.kind === 'temporary' && !mayHaveBeenTaken, own: false };
}

/** One answer for each recipient: its own refusal, or what holds for all others. */
function settle(
  message: Message,
  refused: readonly (RecipientAnswer | null)[],
  common: RecipientAnswer | DeliveryFailure,
  lostBeforeBody: boolean,
): TransactionResult {
  const others: RecipientAnswer = 'code' in common ? failedAnswer(common, false) : common;
  return { answers: message.recipients.map((_, index) => refused[index] ?? others), lostBeforeBody };
}

/** Leaves a connection that can be used again, or none. */
async function reset(conversation: Conversation): Promise<void> {
  const failure = refusalOf(conversation, await conversation.exchange({ verb: 'RSET', argument: null }), 'mail');
  if (failure) conversation.cut(failure);
}

function refusedRecipient(reply: Reply, someAccepted: boolean): RecipientAnswer {
  const failure = classifyReply(reply, 'rcpt');
  if (someAccepted && asksForFewerRecipients(reply)) return { kind: 'again', failure };
  return failedAnswer(failure, true);
}

function failedAnswer(failure: DeliveryFailure, own: boolean): FailedAnswer {
  return { kind: 'failed', failure, elsewhere: failure.kind === 'temporary', own };
}

/** Null for a positive reply. To DATA there is none: 354 is looked for before. */
function refusalOf(
  conversation: Conversation,
  answer: Answer,
  step: 'mail' | 'rcpt' | 'data' | 'final',
): DeliveryFailure | null {
  if (answer.kind === 'failed') return answer.failure;
  if (isPositive(answer.reply) && step !== 'data') return null;
  const failure = classifyReply(answer.reply, step);
  // A reply that fits nowhere: from here on nobody knows what belongs to what.
  if (answer.reply.code < 400) conversation.cut(failure);
  return failure;
}

function isPositive({ code }: Reply): boolean {
  return code >= 200 && code < 300;
}

const unusableAddress = failedAnswer(permanentFailure('rejected', 'SMTP cannot carry this address.'), true);

/** No other host: they would be held to the same old path. */
const overtaken: FailedAnswer = {
  kind: 'failed',
  failure: temporaryFailure('connection-lost', 'What the mail is held to was changed meanwhile.'),
  elsewhere: false,
  own: false,
};

/** Every recipient has its own refusal: nobody gets to see this one. */
const nobodyLeft = temporaryFailure('internal-error', 'No recipient was accepted.');

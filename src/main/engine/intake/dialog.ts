import { assertNever } from '../../../shared/domain/assertNever.ts';
import { whyNoAuth } from './auth/authCommand.ts';
import type { Credentials } from './auth/authenticate.ts';
import { beginSasl, type SaslStep, saslMechanisms } from './auth/saslExchange.ts';
import {
  type EnvelopeAnswer,
  type EnvelopeContext,
  type Refusal,
  type Transaction,
  takeRecipient,
  takeSender,
} from './envelope.ts';
import type { Reply } from './replies.ts';
import * as replies from './replies.ts';

/** Where a conversation stands: all that a command is judged by, besides the `DialogContext`. */
export interface DialogState {
  /** What the client said in EHLO or HELO; null before it, and again after STARTTLS (RFC 3207 §4.2). */
  hello: { name: string; extended: boolean } | null;
  /** Who logged in. */
  username: string | null;
  /** Reads the next line of an AUTH exchange that is under way. */
  sasl: ((line: string) => SaslStep) | null;
  transaction: Transaction | null;
  /** Commands that nobody knows, since the last message. */
  unknownCommands: number;
}

export const newDialog: DialogState = {
  hello: null,
  username: null,
  sasl: null,
  transaction: null,
  unknownCommands: 0,
};

export interface DialogContext extends Omit<EnvelopeContext, 'username'> {
  hostname: string;
  /** There is somebody who could log in. */
  offersAuth(): boolean;
}

/** What comes of a line: a reply, and then perhaps something that takes a socket, or time. */
export type Step =
  | {
      kind: 'reply';
      state: DialogState;
      reply: Reply;
      leadsTo: 'next-command' | 'receive-message' | 'start-tls' | 'close';
      refusal: Refusal | null;
    }
  /** The reply depends on these. */
  | { kind: 'authenticate'; state: DialogState; credentials: Credentials };

/** A client that tries words at random is none. */
const maxUnknownCommands = 10;
/** RFC 5321 §4.5.3.1.2 has 255 octets for a domain. What is said here ends up in trace fields. */
const maxHelloLength = 300;
const maxCommandOctets = 8 * 1024;
/** RFC 4954 §4. */
export const maxLineOctets = 12_288;

const controlOctets = /(?!\t)\p{Cc}/u;
/** A web page that tries to speak to us through a browser. */
const httpRequest = /^(?:OPTIONS|GET|HEAD|POST|PUT|DELETE|TRACE|CONNECT) \/.* HTTP\/\d\.\d$/i;

/** Answers one line of a client (RFC 5321 §4.1): a pure function of the line and what was said before. */
export function answerLine(line: Buffer, state: DialogState, context: DialogContext): Step {
  if (state.sasl) return answerSasl(state.sasl(line.toString('latin1')), state);
  const verb = verbOf(line);
  if (line.length > maxCommandOctets && verb !== 'AUTH') return hangUp(state, replies.lineTooLong);
  switch (verb) {
    case 'MAIL':
      return answerEnvelope(state, () => takeSender(line, state.transaction, envelopeContext(state, context)));
    case 'RCPT':
      return answerEnvelope(state, () => takeRecipient(line, state.transaction, envelopeContext(state, context)));
    case 'DATA':
      return answerData(line, state);
    case 'AUTH':
      return answerAuth(line, state, context);
    case 'EHLO':
    case 'HELO':
      return answerHello(line, verb === 'EHLO', state, context);
    default:
      return answerPlain(verb, line.toString('latin1'), state, context);
  }
}

/** Commands that change nothing of an envelope but RSET, which forgets it. */
function answerPlain(verb: string, line: string, state: DialogState, context: DialogContext): Step {
  if (httpRequest.test(line)) return hangUp(state, replies.noHttp);
  const hasArgument = line.trim().length > verb.length;
  const answer = (reply: Reply): Step => next(state, controlOctets.test(line) ? replies.controlCharacter : reply);
  switch (verb) {
    case 'RSET':
      return next({ ...state, transaction: null }, replies.flushed);
    case 'NOOP':
      return answer(replies.ok);
    case 'QUIT':
      return hangUp(state, replies.bye);
    case 'VRFY':
      return answer(hasArgument ? replies.vrfyAnswer : replies.commandSyntax);
    case 'HELP':
      return answer(replies.help);
    case 'STARTTLS':
      if (hasArgument) return next(state, replies.commandSyntax);
      if (context.protocol !== null) return next(state, replies.tlsActive);
      return { kind: 'reply', state: newDialog, reply: replies.readyForTls, leadsTo: 'start-tls', refusal: null };
    default: {
      const unknownCommands = state.unknownCommands + 1;
      if (unknownCommands >= maxUnknownCommands) return hangUp(state, replies.tooManyErrors);
      return next({ ...state, unknownCommands }, replies.commandUnknown);
    }
  }
}

function answerHello(line: Buffer, extended: boolean, state: DialogState, context: DialogContext): Step {
  const text = line.toString('utf8').trim();
  const [, name, ...others] = text.split(/\s+/);
  if (name === undefined || others.length > 0 || name.length > maxHelloLength) return next(state, replies.helloSyntax);
  if (controlOctets.test(text)) return next(state, replies.controlCharacter);
  const offered = extended ? extensionsOf(state, context) : [];
  // Either is a RSET as well (RFC 5321 §4.1.4).
  const greeted = { ...state, hello: { name: name.toLowerCase(), extended }, transaction: null };
  return next(greeted, replies.hello(context.hostname, offered));
}

/** STARTTLS and AUTH are listed where they can be used. */
function extensionsOf(state: DialogState, context: DialogContext): string[] {
  const startTls = context.protocol === null ? ['STARTTLS'] : [];
  // EHLO ends a transaction that is under way.
  const noAuth = whyNoAuth({ ...authContext(state, context), inTransaction: false });
  const auth = noAuth === null ? [`AUTH ${saslMechanisms.join(' ')}`] : [];
  const size = `SIZE ${context.settings.maxMessageBytes}`;
  return ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', ...auth, ...startTls, size];
}

function answerAuth(line: Buffer, state: DialogState, context: DialogContext): Step {
  if (!state.hello) return next(state, replies.helloExpected);
  const problem = whyNoAuth(authContext(state, context));
  return problem ? next(state, problem) : answerSasl(beginSasl(line.toString('latin1', 4)), state);
}

function answerSasl(step: SaslStep, state: DialogState): Step {
  switch (step.kind) {
    case 'challenge':
      return next({ ...state, sasl: step.next }, step.reply);
    case 'reply':
      return next({ ...state, sasl: null }, step.reply);
    case 'credentials':
      return { kind: 'authenticate', state: { ...state, sasl: null }, credentials: step.credentials };
    default:
      return assertNever(step);
  }
}

function authContext(state: DialogState, { offersAuth, protocol }: DialogContext) {
  const { username, transaction } = state;
  const [authenticated, inTransaction] = [username !== null, transaction !== null];
  return { offered: offersAuth(), secure: protocol !== null, authenticated, inTransaction };
}

function envelopeContext({ username }: DialogState, context: DialogContext): EnvelopeContext {
  return { ...context, username };
}

function answerEnvelope(state: DialogState, take: () => EnvelopeAnswer): Step {
  if (!state.hello) return next(state, replies.helloExpected);
  const { reply, transaction, refusal } = take();
  return { kind: 'reply', state: { ...state, transaction }, reply, leadsTo: 'next-command', refusal };
}

function answerData(line: Buffer, state: DialogState): Step {
  if (!state.hello) return next(state, replies.helloExpected);
  const { transaction } = state;
  if (line.toString('latin1').trim().toUpperCase() !== 'DATA') return next(state, replies.commandSyntax);
  if (!transaction) return next(state, replies.recipientExpected);
  if (transaction.recipients.length === 0) return next(state, replies.noValidRecipients);
  return { kind: 'reply', state, reply: replies.dataExpected, leadsTo: 'receive-message', refusal: null };
}

/** Up to the first blank; empty for what is longer than any command. */
function verbOf(line: Buffer): string {
  const blank = line.indexOf(0x20);
  const end = blank < 0 ? line.length : blank;
  return end > 16 ? '' : line.toString('latin1', 0, end).toUpperCase();
}

function next(state: DialogState, reply: Reply): Step {
  return { kind: 'reply', state, reply, leadsTo: 'next-command', refusal: null };
}

function hangUp(state: DialogState, reply: Reply): Step {
  return { kind: 'reply', state, reply, leadsTo: 'close', refusal: null };
}

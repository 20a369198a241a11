import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { TlsFailureCode } from '../../../../shared/domain/failureCode.ts';
import type { Clock } from '../../runtime.ts';
import { temporaryFailure } from '../classify.ts';
import { decideTls } from '../tls/decideTls.ts';
import type { Link } from '../tls/tlsFacts.ts';
import type { DeliveryFailure, TlsPolicy } from '../types.ts';
import { DotStuffer, dotStuff } from './dotStuff.ts';
import { type Extensions, noExtensions, parseExtensions } from './extensions.ts';
import type { Farewells } from './farewells.ts';
import { handshake } from './handshake.ts';
import type { Reply } from './reply.ts';
import { type Answer, type BeginFarewell, Wire } from './wire.ts';

/** What may be said to a peer of which nothing is known yet: it carries nothing of a message, and no password. */
const openVerbs = ['EHLO', 'HELO', 'STARTTLS', 'RSET', 'NOOP', 'QUIT'] as const;
/** What may be said only after `permitEnvelope` allowed it. */
const guardedVerbs = ['MAIL', 'RCPT', 'DATA', 'AUTH'] as const;
type OpenVerb = (typeof openVerbs)[number];
type GuardedVerb = (typeof guardedVerbs)[number];

/** `MAIL FROM:<a@b.example>` is verb `MAIL`, argument `FROM:<a@b.example>`. */
export interface Command {
  verb: OpenVerb | GuardedVerb;
  argument: string | null;
}

export interface ConversationOptions {
  /** The name that was looked up: for SNI, and the reference name where the policy gives no other. */
  host: string;
  commandTimeoutMs: number;
  clock: Clock;
  farewells: Farewells;
}

export type StartTlsResult =
  | { kind: 'secured' }
  /** Not 220: the conversation goes on in the clear, if the policy lets it. */
  | { kind: 'refused'; reply: Reply }
  /** The connection is gone. `inHandshake`: because of TLS, not before it. */
  | { kind: 'failed'; failure: DeliveryFailure; inHandshake: boolean };

export type BodyResult =
  /** To the last octet, as far as we can know: only the reply says whether the peer has it. */
  | { kind: 'written' }
  /** The connection broke before CRLF.CRLF was written: the peer cannot have taken the message. */
  | { kind: 'failed'; failure: DeliveryFailure }
  | { kind: 'unreadable'; error: unknown };

/** A body may be as slow as this and still be on its way. */
const minBytesPerSecond = 4096;

const isOpen: ReadonlySet<string> = new Set(openVerbs);

/**
 * The client's side of one SMTP conversation (RFC 5321, RFC 3207), command by command. It keeps the one promise that the
 * product is made for: envelope, message and password are written only while `#permitted` is true, every writing of them
 * passes `#assertPermitted`, only `permitEnvelope` sets it, from the link as it is, and STARTTLS takes it back.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  #wire: Wire;
  #link: Link = { kind: 'plain' };
  #permitted = false;
  #extensions: Extensions = noExtensions;

  constructor(socket: Socket, options: ConversationOptions) {
    this.#options = options;
    this.#wire = new Wire(socket, options.clock);
  }

  get link(): Link {
    return this.#link;
  }

  /** What the last EHLO offered; nothing before it, after HELO, and after a handshake. */
  get extensions(): Extensions {
    return this.#extensions;
  }

  /** Why the connection is of no more use; null while it is. */
  get failure(): DeliveryFailure | null {
    return this.#wire.failure;
  }

  /** Decides by `decideTls` whether an envelope may be written over this link as it is now. Null: it may. */
  permitEnvelope(policy: TlsPolicy): TlsFailureCode | null {
    const code = decideTls(policy, this.#link, this.#options.host);
    this.#permitted = code === null;
    return code;
  }

  greeting(): Promise<Answer> {
    return this.reply();
  }

  async hello(name: string): Promise<Answer> {
    const answer = await this.exchange({ verb: 'EHLO', argument: name });
    const accepted = answer.kind === 'reply' && isPositive(answer.reply.code);
    this.#extensions = accepted ? parseExtensions(answer.reply) : noExtensions;
    return answer;
  }

  /** For servers that know no EHLO. Nothing is offered after it. */
  helo(name: string): Promise<Answer> {
    this.#extensions = noExtensions;
    return this.exchange({ verb: 'HELO', argument: name });
  }

  /**
   * Says STARTTLS; only to be called where it is offered. Once TLS is there, everything learned before is forgotten, and
   * EHLO has to be said again (RFC 3207 §4.2).
   */
  async startTls(context: SecureContext): Promise<StartTlsResult> {
    const answer = await this.exchange({ verb: 'STARTTLS', argument: null });
    if (answer.kind === 'failed') return { ...answer, inHandshake: false };
    if (answer.reply.code !== 220) return { kind: 'refused', reply: answer.reply };
    this.#permitted = false;
    this.#extensions = noExtensions;
    const { host, clock, commandTimeoutMs } = this.#options;
    const { socket, surplus } = this.#wire.detach();
    if (surplus) {
      socket.destroy();
      this.#wire = new Wire(socket, clock);
      const detail = 'The peer said more than its reply to STARTTLS before the handshake.';
      return { kind: 'failed', failure: temporaryFailure('starttls-injection', detail), inHandshake: false };
    }
    const result = await handshake(socket, { context, host, clock, timeoutMs: commandTimeoutMs });
    this.#wire = new Wire(result.kind === 'secured' ? result.socket : socket, clock);
    if (result.kind === 'failed') return { ...result, inHandshake: true };
    this.#link = { kind: 'tls', facts: result.facts };
    return { kind: 'secured' };
  }

  async exchange(command: Command): Promise<Answer> {
    this.send([command]);
    return this.reply();
  }

  /** Writes commands in one go; each gets its own reply. More than one only where PIPELINING is offered (RFC 2920). */
  send(commands: readonly Command[]): void {
    for (const { verb } of commands) {
      if (!isOpen.has(verb)) this.#assertPermitted(verb);
    }
    this.#wire.refuseSurplus();
    this.#wire.write(commands.map(formatCommand).join(''));
  }

  /** Answers a 334 (RFC 4954). */
  async respond(base64: string): Promise<Answer> {
    this.#assertPermitted('AUTH');
    this.#wire.write(formatLine(base64));
    return this.reply();
  }

  /** `patience` multiplies the time allowed. */
  reply(patience = 1): Promise<Answer> {
    return this.#wire.readReply(this.#options.commandTimeoutMs * patience);
  }

  /**
   * Writes a message after 354, dot-stuffed, up to and with its CRLF.CRLF. Where the body cannot be read to its end the
   * connection is cut: half a message must not look like one.
   */
  async writeBody(openBody: () => AsyncIterable<Uint8Array>, size: number): Promise<BodyResult> {
    this.#assertPermitted('DATA');
    const { commandTimeoutMs } = this.#options;
    const allowedMs = commandTimeoutMs + (size / minBytesPerSecond) * 1000;
    const cancelDeadline = this.#wire.failAfter(allowedMs, 'The peer took the message too slowly.');
    try {
      for await (const chunk of dotStuff(openBody())) {
        const failure = await this.#wire.drained(commandTimeoutMs);
        if (failure) return { kind: 'failed', failure };
        this.#wire.write(chunk);
      }
      return { kind: 'written' };
    } catch (error) {
      this.#wire.fail(temporaryFailure('connection-lost', 'The message could not be read to its end.'));
      return { kind: 'unreadable', error };
    } finally {
      cancelDeadline();
    }
  }

  /** Ends a DATA that must not carry a message, because nobody is left to get one (RFC 2920 §3.1). */
  async writeEmptyBody(): Promise<Answer> {
    this.#assertPermitted('DATA');
    this.#wire.write(new DotStuffer().end());
    return this.reply();
  }

  /** Calls `listener` once when the connection can no longer be kept for later. Null takes it back. */
  onIdleEvent(listener: (() => void) | null): void {
    this.#wire.onIdleEvent(listener);
  }

  /** Cuts the connection. */
  cut(failure: DeliveryFailure): void {
    this.#wire.fail(failure);
  }

  /** Says QUIT and closes after the answer. Nobody has to wait for that: it takes seconds at most. */
  quit(): void {
    this.#wire.end(formatLine('QUIT'), this.#beginFarewell);
  }

  /** Says QUIT and closes without waiting for the answer; resolves when that is done. For an engine that stops. */
  quitAtOnce(): Promise<void> {
    return this.#wire.endAtOnce(formatLine('QUIT'), this.#beginFarewell);
  }

  readonly #beginFarewell: BeginFarewell = (cut) => this.#options.farewells.begin(this.#options.host, cut);

  #assertPermitted(verb: string): void {
    if (!this.#permitted) throw new Error(`${verb} was about to be written before the TLS decision allowed it.`);
  }
}

function isPositive(code: number): boolean {
  return code >= 200 && code < 300;
}

function formatCommand({ verb, argument }: Command): string {
  return formatLine(argument === null ? verb : `${verb} ${argument}`);
}

/** Every line to a peer is made here. A control character in it is a bug: addresses have been through `wirePath`. */
function formatLine(line: string): string {
  if (/[\p{Cc}\u2028\u2029]/u.test(line)) throw new Error('A control character in an SMTP command.');
  return `${line}\r\n`;
}

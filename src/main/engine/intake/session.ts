import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { type AuthContext, replyToAuth, whyNoAuth } from './auth/authCommand.ts';
import type { AuthResult, Credentials } from './auth/authenticate.ts';
import { beginSasl, type SaslStep } from './auth/saslExchange.ts';
import { createDeadlines } from './deadlines.ts';
import {
  commonRecipient,
  type EnvelopeAnswer,
  type EnvelopeContext,
  type Refusal,
  type Transaction,
  takeRecipient,
  takeSender,
} from './envelope.ts';
import { IntakeParser } from './parser.ts';
import { composeReceived } from './receivedHeader.ts';
import { receiveMessage } from './receiveMessage.ts';
import * as replies from './replies.ts';
import { type Reply, replyLine } from './replies.ts';
import type { IntakeServer } from './server.ts';
import type { SessionFacts } from './types.ts';

const maxErrors = 50;
const maxCommandOctets = 8 * 1024;

/**
 * One client. smtp-server gives the socket, STARTTLS, pipelining and the plain commands; the greeting, AUTH, the
 * envelope, DATA and the time limits are ours.
 */
export class IntakeSession extends SMTPConnection {
  readonly #server: IntakeServer;
  readonly #deadlines;
  #transaction: Transaction | null = null;
  #receiving = false;
  /** Ends after the message that is under way. */
  #ending: Reply | null = null;
  #errors = 0;
  #handshaking: Socket | null = null;
  #username: string | null = null;
  #listingExtensions = false;

  constructor(server: IntakeServer, socket: Socket, options: SMTPConnectionOptions | null) {
    super(server, socket, options);
    this.#server = server;
    this.name = server.deps.settings().hostname;
    this.#deadlines = createDeadlines(server.deps.clock, {
      onCommandOverdue: () => this.end(replies.commandTooSlow),
      onSessionOverdue: () => this.end(replies.sessionTooLong),
      onDataOverdue: () => this.#cutData(),
    });
  }

  /** True until the socket is closing: those that are do not count towards the limits. */
  get isOpen(): boolean {
    return !this._closing && !this._closed;
  }

  /**
   * Greets at once, where the library waits 100 ms for early talkers. One turn of the event loop later the kernel has
   * told what the client sent before our greeting: that is enough to catch those who do not wait at all.
   */
  override init(): void {
    this._setListeners(() => {
      const refusal = this.#server.admit(this);
      if (refusal) return this.#hangUp(refusal);
      this.#deadlines.start();
      setImmediate(() => setImmediate(() => this.connectionReady()));
    });
  }

  /** The last moment before the greeting. */
  override connectionReady(next?: () => void): void {
    if (!this.isOpen) return;
    if (this._socket.bytesRead > 0) this.#hangUp(replies.talkedTooSoon);
    else super.connectionReady(next);
  }

  /** Says this 421 and hangs up: at once, or after the reply to the message that is under way. */
  end(reply: Reply): void {
    if (this.#receiving) this.#ending = reply;
    else this.#hangUp(reply);
  }

  destroy(): void {
    this.#destroyHandshake();
    this._socket.destroy();
  }

  /** Called by the library's constructor too: no field of ours is there yet. */
  override _createParser(): SMTPStream {
    const parser = new IntakeParser({ maxCommandLength: maxCommandOctets });
    parser.oncommand = (command, callback) => this._onCommand(command, callback);
    parser.on('error', () => this.#hangUp(replies.lineTooLong));
    return parser;
  }

  /** The library arms the socket of a handshake before it is done: the only place that tells us of it. */
  override _armTimeout(socket?: Socket): void {
    if (socket && socket !== this._socket) this.#handshaking = socket;
    super._armTimeout(socket);
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    this.#deadlines.restartCommand();
    super._onCommand(command, callback);
  }

  override _resetSession(): void {
    super._resetSession();
    this.#transaction = null;
  }

  override _onClose(): void {
    super._onClose();
    this.#deadlines.cancel();
    this.#server.forget(this);
  }

  /** Texts that begin with an enhanced code keep it; the library's own get the one it has for them. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const hasEnhancedCode = typeof data === 'string' && /^[245]\.\d{1,3}\.\d{1,3} /.test(data);
    super.send(code, data, hasEnhancedCode ? false : context);
    if (code < 400 || code === 421) return;
    this.#errors += 1;
    if (this.#errors > maxErrors) this.#hangUp(replies.tooManyErrors);
  }

  override handler_VRFY(_command: Buffer, callback: () => void): void {
    this.#say(replies.vrfyAnswer);
    callback();
  }

  /** AUTH is listed where it can be used, and answered wherever it is said. */
  override handler_EHLO(command: Buffer, callback: () => void): void {
    this.#listingExtensions = true;
    try {
      super.handler_EHLO(command, callback);
    } finally {
      this.#listingExtensions = false;
    }
  }

  override _isSupported(command: string): boolean {
    if (command !== 'AUTH' || !this.#listingExtensions) return super._isSupported(command);
    // EHLO ends a transaction that is under way.
    return whyNoAuth({ ...this.#authContext(), inTransaction: false }) === null;
  }

  override handler_AUTH(command: Buffer, callback: () => void): void {
    const problem = whyNoAuth(this.#authContext());
    const argument = command.toString('latin1').replace(/^auth */i, '');
    void this.#takeSaslStep(problem ? { kind: 'reply', reply: problem } : beginSasl(argument), callback);
  }

  override handler_MAIL(command: Buffer, callback: () => void): void {
    this.#answer(takeSender(command, this.#transaction, this.#context()));
    callback();
  }

  override handler_RCPT(command: Buffer, callback: () => void): void {
    this.#answer(takeRecipient(command, this.#transaction, this.#context()));
    callback();
  }

  override handler_DATA(command: Buffer, callback: () => void): void {
    const parser = this._parser;
    const transaction = this.#transaction;
    const problem = whyNoData(command, transaction);
    if (problem || !transaction || !parser) {
      if (problem) this.#say(problem);
      callback();
      return;
    }
    const { maxMessageBytes } = this.#server.deps.settings();
    const stream = parser.startDataMode(maxMessageBytes);
    this._dataStream = stream;
    this.#receiving = true;
    this.#deadlines.startData();
    this.#say(replies.dataExpected);
    callback();
    void this.#receive(stream, transaction, maxMessageBytes);
  }

  #authContext(): AuthContext {
    return {
      offered: this.#server.deps.offersAuth(),
      secure: this.secure,
      authenticated: this.#username !== null,
      inTransaction: this.#transaction !== null,
    };
  }

  async #takeSaslStep(step: SaslStep, callback: () => void): Promise<void> {
    if (step.kind === 'credentials') {
      const result = await this.#authenticate(step.credentials);
      if (!this.isOpen) return;
      const { reply, hangUp } = replyToAuth(result);
      if (hangUp) return this.#hangUp(reply);
      if (result.kind === 'accepted') this.#username = result.username;
      this.#say(reply);
    } else {
      if (step.kind === 'challenge') {
        this._nextHandler = (line, next) => void this.#takeSaslStep(step.next(line.toString('latin1')), next);
      }
      this.#say(step.reply);
    }
    callback();
  }

  async #authenticate(credentials: Credentials): Promise<AuthResult | { kind: 'unavailable' }> {
    const { deps } = this.#server;
    try {
      return await deps.authenticate(credentials, this.remoteAddress);
    } catch (error) {
      deps.logger.error({ err: error, client: this.remoteAddress }, 'A login could not be checked');
      return { kind: 'unavailable' };
    }
  }

  #answer({ reply, transaction, refusal }: EnvelopeAnswer): void {
    this.#transaction = transaction;
    // The library reads from its own envelope whether a lost connection is worth an error.
    if (transaction) this.session.envelope.mailFrom = { address: transaction.sender, args: false };
    if (refusal) this.#record(refusal, reply);
    this.#say(reply);
  }

  async #receive(stream: AsyncIterable<Buffer>, transaction: Transaction, maxBytes: number): Promise<void> {
    const { deps } = this.#server;
    const { sender, recipients, parameters } = transaction;
    const { eightBitMime, smtpUtf8 } = parameters;
    const queueId = deps.newQueueId();
    const session = this.#facts();
    const trace = composeReceived({
      ...session,
      hostname: this.name,
      extended: this.openingCommand === 'EHLO',
      authenticated: this.#username !== null,
      smtpUtf8,
      queueId,
      recipient: commonRecipient(transaction).recipient,
      now: deps.clock.now(),
    });
    const envelope = { queueId, sender, recipients, eightBitMime, smtpUtf8, session };
    const receipt = await receiveMessage(stream, envelope, trace, maxBytes, deps);
    this.#receiving = false;
    this._dataStream = false;
    if (receipt.kind === 'client-gone') return;
    if (receipt.kind === 'not-stored') {
      deps.logger.error(
        { err: receipt.error, queueId, client: session.clientAddress },
        'A message could not be stored',
      );
    }
    if (receipt.kind === 'refused') {
      this.#record({ sender, ...commonRecipient(transaction), code: receipt.code, policy: null }, receipt.reply);
    }
    this.#finish(receipt.reply);
  }

  #finish(reply: Reply): void {
    this.#deadlines.endData();
    this._transactionCounter += 1;
    this._unrecognizedCommands = 0;
    this._resetSession();
    this.#say(reply);
    if (this.#ending) this.#hangUp(this.#ending);
    else if (this._parser) this._parser.continue();
  }

  #record(refusal: Refusal, reply: Reply): void {
    this.#server.deps.recordRefusal({ ...refusal, reply: replyLine(reply), session: this.#facts() });
  }

  #context(): EnvelopeContext {
    const { deps } = this.#server;
    return {
      settings: deps.settings(),
      inboundPolicy: (domain) => deps.inboundPolicy(domain),
      clientAddress: this.remoteAddress,
      protocol: this.#facts().protocol,
      username: this.#username,
    };
  }

  #facts(): SessionFacts {
    const tls = this.secure && this._socket instanceof TLSSocket ? this._socket : null;
    return {
      clientAddress: this.remoteAddress,
      clientName: this.hostNameAppearsAs || null,
      protocol: tls?.getProtocol() ?? null,
      cipher: tls?.getCipher().name ?? null,
      username: this.#username,
    };
  }

  #say({ code, text }: Reply): void {
    this.send(code, text);
  }

  /** Only while the client is still sending: once it has sent all, the commit takes what it takes. */
  #cutData(): void {
    if (this._parser !== false && this._parser._dataMode) this.#hangUp(replies.dataTooSlow);
  }

  /** A 421 closes our side (the library does that); here nobody waits for the client to close its own. */
  #hangUp(reply: Reply): void {
    this.#say(reply);
    this.#destroyHandshake();
    this._socket.destroySoon();
  }

  /** The upper socket first: the lower one must not vanish below a handshake. */
  #destroyHandshake(): void {
    if (this.#handshaking !== this._socket) this.#handshaking?.destroy();
  }
}

function whyNoData(command: Buffer, transaction: Transaction | null): Reply | null {
  if (command.toString('latin1').trim().toUpperCase() !== 'DATA') return replies.commandSyntax;
  if (!transaction) return replies.recipientExpected;
  return transaction.recipients.length === 0 ? replies.noValidRecipients : null;
}

import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { replyToAuth } from './auth/authCommand.ts';
import type { AuthResult, Credentials } from './auth/authenticate.ts';
import { ClientLink } from './clientLink.ts';
import { createDataDecoder, type DataDecoder } from './dataDecoder.ts';
import { createDeadlines } from './deadlines.ts';
import { answerLine, type DialogState, maxLineOctets, newDialog, type Step } from './dialog.ts';
import { commonRecipient, type Refusal, type Transaction } from './envelope.ts';
import { LineReader } from './lineReader.ts';
import { MessageReceiver } from './messageReceiver.ts';
import { composeReceived } from './receivedHeader.ts';
import * as replies from './replies.ts';
import { formatReply, type Reply, replyLine } from './replies.ts';
import type { IntakeDeps, SessionFacts } from './types.ts';

/** What all sessions share. */
export interface SessionHost {
  readonly deps: IntakeDeps;
  secureContext(): SecureContext;
  /** Null where there is room for the session, which counts already. */
  admit(session: IntakeSession): Reply | null;
  /** It no longer counts. */
  leave(session: IntakeSession): void;
  /** Its socket is closed. */
  forget(session: IntakeSession): void;
}

/**
 * What a session waits for. Octets that come while it is not the client's turn are kept, and no more of them read.
 * `storing`: a message is whole and not yet committed. `closing`: nothing is read or said any more.
 */
type Phase = 'greeting' | 'commands' | 'authenticating' | 'message' | 'storing' | 'handshake' | 'closing';

const maxErrors = 50;
/** A client that has said nothing for so long has other things to do. */
const lingeringMs = 5;
/** One packet may hold thousands of commands: others get their turn in between. */
const maxCommandsPerTurn = 100;

/**
 * One client: its octets in order, whose turn it is, and its time limits. What is answered stands in `dialog.ts`; what
 * becomes of a message, in `messageReceiver.ts`.
 */
export class IntakeSession {
  readonly #host: SessionHost;
  readonly #link: ClientLink;
  readonly #hostname: string;
  readonly #deadlines;
  readonly #input = new LineReader(maxLineOctets);
  #phase: Phase = 'greeting';
  #dialog: DialogState = newDialog;
  #facts: SessionFacts;
  /** Whoever logged in still may. */
  #loginHolds: () => boolean = () => true;
  #decoder: DataDecoder | null = null;
  #receiver: MessageReceiver | null = null;
  /** Ends after the message that is under way. */
  #ending: Reply | null = null;
  #errors = 0;
  /** Epoch ms. */
  #heardAt = 0;
  /** Our replies or the message are not taken as fast as they come, or others have their turn. */
  #held = false;

  constructor(host: SessionHost, socket: Socket) {
    this.#host = host;
    this.#hostname = host.deps.settings().hostname;
    this.#link = new ClientLink(socket, {
      onData: (chunk) => this.#onData(chunk),
      onDrain: () => this.#release(),
      onSecured: () => this.#onSecured(),
      onError: (err) => host.deps.logger.debug({ err, client: this.clientAddress }, 'A client session failed'),
      onClosed: () => this.#onClosed(),
    });
    this.#facts = { clientAddress: this.clientAddress, clientName: null, protocol: null, cipher: null, username: null };
    this.#deadlines = createDeadlines(host.deps.clock, {
      onCommandOverdue: () => this.end(replies.commandTooSlow),
      onSessionOverdue: () => this.end(replies.sessionTooLong),
      onDataOverdue: () => this.#cutMessage(),
    });
  }

  get clientAddress(): string {
    return this.#link.address;
  }

  /**
   * Greets without waiting for early talkers. Two turns of the event loop later the kernel has told what the client sent
   * before our greeting: that is enough to catch those who do not wait at all.
   */
  start(): void {
    const refusal = this.#host.admit(this);
    if (refusal) {
      this.#hangUp(refusal);
      return;
    }
    this.#deadlines.start();
    setImmediate(() => setImmediate(() => this.#greet()));
  }

  /** On the way to the end of a message, and heard of a moment ago. */
  isHandingOver(now: number): boolean {
    const underWay = this.#phase === 'message' || (this.#phase === 'commands' && this.#dialog.hello !== null);
    return underWay && now - this.#heardAt <= lingeringMs;
  }

  /** Says this 421 and hangs up: at once, or after the reply to the message that is under way. */
  end(reply: Reply): void {
    if (this.#phase === 'message' || this.#phase === 'storing') this.#ending = reply;
    else this.#hangUp(reply);
  }

  destroy(): void {
    this.#link.destroy();
  }

  #greet(): void {
    if (this.#phase !== 'greeting') return;
    if (!this.#input.isEmpty) {
      this.#hangUp(replies.talkedTooSoon);
      return;
    }
    this.#phase = 'commands';
    this.#say(replies.greeting(this.#hostname));
    this.#flush();
  }

  #onData(chunk: Buffer): void {
    if (this.#phase === 'closing' || this.#phase === 'handshake') return;
    this.#input.push(chunk);
    this.#heardAt = this.#host.deps.clock.now();
    if (this.#held || (this.#phase !== 'commands' && this.#phase !== 'message')) this.#link.pause();
    else this.#work();
  }

  /** Goes on after a wait. */
  #release(): void {
    this.#held = false;
    if (this.#phase === 'commands' || this.#phase === 'message') this.#work();
    if (!this.#held) this.#link.resume();
  }

  #hold(until: Promise<void>): void {
    this.#held = true;
    void until.then(() => this.#release());
  }

  /** Takes from what came as much as can be acted on. */
  #work(): void {
    for (let commands = 0; !this.#held; ) {
      if (this.#phase === 'message') {
        if (!this.#takeOctets()) break;
      } else if (this.#phase === 'commands') {
        if (commands === maxCommandsPerTurn) {
          this.#hold(new Promise((resolve) => setImmediate(resolve)));
          break;
        }
        if (!this.#takeCommand()) break;
        commands += 1;
      } else break;
    }
    this.#flush();
  }

  /** False where no whole line is left. */
  #takeCommand(): boolean {
    const line = this.#input.next();
    if (line === 'incomplete') return false;
    if (line === 'too-long' || line === 'bare-line-feed') {
      // Nothing behind it is read: it may be the rest of an address.
      this.#hangUp(line === 'too-long' ? replies.lineTooLong : replies.bareLineFeed);
      return false;
    }
    if (!this.#loginHolds()) {
      this.#hangUp(replies.loginEnded);
      return false;
    }
    this.#deadlines.restartCommand();
    const step = answerLine(line, this.#dialog, this.#context());
    if (step.state.hello !== this.#dialog.hello) {
      this.#facts = { ...this.#facts, clientName: step.state.hello?.name ?? null };
    }
    this.#dialog = step.state;
    if (step.kind === 'authenticate') void this.#authenticate(step.credentials);
    else this.#take(step);
    return true;
  }

  #take({ state: { transaction }, reply, leadsTo, refusal }: Extract<Step, { kind: 'reply' }>): void {
    if (refusal) this.#record(refusal, reply);
    switch (leadsTo) {
      case 'next-command':
        this.#say(reply);
        return;
      case 'close':
        this.#hangUp(reply);
        return;
      case 'start-tls':
        this.#say(reply);
        this.#startTls();
        return;
      case 'receive-message':
        this.#say(reply);
        if (transaction) this.#startMessage(transaction);
        return;
      default:
        assertNever(leadsTo);
    }
  }

  /** What is pipelined behind AUTH waits for its answer, which may take a while after failures. */
  async #authenticate(credentials: Credentials): Promise<void> {
    this.#phase = 'authenticating';
    const result = await this.#checkCredentials(credentials);
    if (this.#phase !== 'authenticating') return;
    this.#phase = 'commands';
    const { reply, hangUp } = replyToAuth(result);
    if (hangUp) {
      this.#hangUp(reply);
      return;
    }
    if (result.kind === 'accepted') {
      const { username } = result;
      this.#dialog = { ...this.#dialog, username };
      this.#facts = { ...this.#facts, username };
      this.#loginHolds = result.holds;
    }
    this.#deadlines.restartCommand();
    this.#say(reply);
    this.#release();
  }

  async #checkCredentials(credentials: Credentials): Promise<AuthResult | { kind: 'unavailable' }> {
    const { deps } = this.#host;
    try {
      return await deps.authenticate(credentials, this.clientAddress);
    } catch (error) {
      deps.logger.error({ err: error, client: this.clientAddress }, 'A login could not be checked');
      return { kind: 'unavailable' };
    }
  }

  #startMessage(transaction: Transaction): void {
    const { deps } = this.#host;
    const { sender, recipients, parameters } = transaction;
    const { eightBitMime, smtpUtf8 } = parameters;
    const queueId = deps.newQueueId();
    const session = this.#facts;
    const trace = composeReceived({
      ...session,
      hostname: this.#hostname,
      extended: this.#dialog.hello?.extended ?? false,
      authenticated: session.username !== null,
      smtpUtf8,
      queueId,
      recipient: commonRecipient(transaction).recipient,
      now: deps.clock.now(),
    });
    const envelope = { queueId, sender, recipients, eightBitMime, smtpUtf8, session };
    this.#phase = 'message';
    this.#decoder = createDataDecoder();
    this.#receiver = new MessageReceiver(envelope, trace, deps.settings().maxMessageBytes, deps);
    this.#deadlines.startData();
  }

  /** False where nothing is left, or all that is left has to wait. */
  #takeOctets(): boolean {
    const [decoder, receiver] = [this.#decoder, this.#receiver];
    if (this.#input.isEmpty || !decoder || !receiver) return false;
    this.#deadlines.touchData();
    const { data, rest } = decoder.push(this.#input.takeAll());
    const writing = data.length > 0 ? receiver.write(data) : null;
    if (rest === null) {
      if (writing) this.#hold(writing);
      return false;
    }
    if (!this.#loginHolds()) {
      this.#hangUp(replies.loginEnded);
      return false;
    }
    this.#input.replace(rest);
    this.#phase = 'storing';
    void this.#finishMessage(receiver);
    return false;
  }

  async #finishMessage(receiver: MessageReceiver): Promise<void> {
    const receipt = await receiver.finish();
    this.#receiver = null;
    const { transaction } = this.#dialog;
    if (receipt.kind === 'not-stored') {
      const { error } = receipt;
      this.#host.deps.logger.error({ err: error, client: this.clientAddress }, 'A message could not be stored');
    }
    if (receipt.kind === 'refused' && transaction) {
      const { sender } = transaction;
      this.#record({ sender, ...commonRecipient(transaction), code: receipt.code, policy: null }, receipt.reply);
    }
    if (this.#phase !== 'storing') return;
    this.#phase = 'commands';
    this.#dialog = { ...this.#dialog, transaction: null, unknownCommands: 0 };
    this.#deadlines.endData();
    this.#say(receipt.reply);
    if (this.#ending) this.#hangUp(this.#ending);
    else this.#release();
  }

  /** Only while the client is still sending: once it has sent all, the commit takes what it takes. */
  #cutMessage(): void {
    if (this.#phase === 'message') this.#hangUp(replies.dataTooSlow);
  }

  /** Whatever came in the clear behind STARTTLS is dropped, and what was said before it forgotten (RFC 3207 §4.2, §6). */
  #startTls(): void {
    this.#phase = 'handshake';
    this.#input.takeAll();
    this.#link.startTls(this.#host.secureContext());
  }

  #onSecured(): void {
    if (this.#phase !== 'handshake') return;
    this.#facts = { ...this.#facts, ...this.#link.tls };
    this.#phase = 'commands';
  }

  #context() {
    const { deps } = this.#host;
    return {
      settings: deps.settings(),
      inboundPolicy: deps.inboundPolicy,
      offersAuth: deps.offersAuth,
      clientAddress: this.clientAddress,
      protocol: this.#facts.protocol,
      hostname: this.#hostname,
    };
  }

  #record(refusal: Refusal, reply: Reply): void {
    this.#host.deps.recordRefusal({ ...refusal, reply: replyLine(reply), session: this.#facts });
  }

  #say(reply: Reply): void {
    this.#link.say(formatReply(reply));
    if (reply.code < 400 || reply.code === 421) return;
    this.#errors += 1;
    if (this.#errors > maxErrors) this.#hangUp(replies.tooManyErrors);
  }

  /** A client that does not read our replies is not read either: they would pile up here. */
  #flush(): void {
    if (this.#link.flush()) return;
    this.#held = true;
    this.#link.pause();
  }

  /** Below a handshake, words in the clear would break into it. */
  #hangUp(reply: Reply): void {
    if (this.#phase === 'closing') return;
    const inHandshake = this.#phase === 'handshake';
    this.#phase = 'closing';
    this.#host.leave(this);
    if (inHandshake) {
      this.#link.destroy();
      return;
    }
    this.#link.say(formatReply(reply));
    this.#link.close();
  }

  #onClosed(): void {
    this.#host.leave(this);
    this.#deadlines.cancel();
    if (this.#phase !== 'storing') void this.#receiver?.abort();
    this.#phase = 'closing';
    this.#host.forget(this);
  }
}

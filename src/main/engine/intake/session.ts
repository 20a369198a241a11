import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { replyToAuth } from './auth/authCommand.ts';
import type { Credentials } from './auth/authenticate.ts';
import { ClientDialog } from './clientDialog.ts';
import { ClientLink } from './clientLink.ts';
import { createDeadlines } from './deadlines.ts';
import type { Step } from './dialog.ts';
import { IncomingMessage } from './incomingMessage.ts';
import { Inflow } from './inflow.ts';
import * as replies from './replies.ts';
import { formatReply, type Reply } from './replies.ts';
import type { IntakeDeps } from './types.ts';

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
 * One client, from its connection to its end: whose turn it is, and its time limits. Its socket is in `clientLink.ts`, its
 * octets wait in `inflow.ts`; what is answered stands in `dialog.ts`, and what becomes of a message in `incomingMessage.ts`.
 */
export class IntakeSession {
  readonly #host: SessionHost;
  readonly #link: ClientLink;
  readonly #inflow: Inflow;
  readonly #dialog: ClientDialog;
  readonly #deadlines;
  #phase: Phase = 'greeting';
  /** The one that is under way. */
  #message: IncomingMessage | null = null;
  /** Ends after the message that is under way. */
  #ending: Reply | null = null;
  #errors = 0;
  /** Epoch ms. */
  #heardAt = 0;

  constructor(host: SessionHost, socket: Socket) {
    this.#host = host;
    this.#link = new ClientLink(socket, {
      onData: (chunk) => this.#onData(chunk),
      onDrain: () => this.#inflow.onDrain(),
      onSecured: () => this.#onSecured(),
      onError: (err) => host.deps.logger.debug({ err, client: this.clientAddress }, 'A client session failed'),
      onClosed: () => this.#onClosed(),
    });
    this.#inflow = new Inflow(this.#link, {
      isReady: () => this.#phase === 'commands' || this.#phase === 'message',
      work: () => this.#work(),
    });
    this.#dialog = new ClientDialog(host.deps, this.clientAddress);
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
    const underWay = this.#phase === 'message' || (this.#phase === 'commands' && this.#dialog.hasSaidHello);
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
    if (!this.#inflow.octets.isEmpty) {
      this.#hangUp(replies.talkedTooSoon);
      return;
    }
    this.#phase = 'commands';
    this.#say(replies.greeting(this.#dialog.hostname));
    this.#flush();
  }

  #onData(chunk: Buffer): void {
    if (this.#phase === 'closing' || this.#phase === 'handshake') return;
    this.#heardAt = this.#host.deps.clock.now();
    this.#inflow.push(chunk);
  }

  /** Takes from what came as much as can be acted on. */
  #work(): void {
    for (let commands = 0; !this.#inflow.isHeld && this.#phase === 'commands'; commands += 1) {
      if (commands === maxCommandsPerTurn) {
        this.#inflow.holdUntil(new Promise((resolve) => setImmediate(resolve)));
        break;
      }
      if (!this.#takeCommand()) break;
    }
    if (this.#phase === 'message' && !this.#inflow.isHeld) this.#takeOctets();
    this.#flush();
  }

  /** False where no whole line is left. */
  #takeCommand(): boolean {
    const line = this.#inflow.octets.next();
    if (line === 'incomplete') return false;
    if (line === 'too-long' || line === 'bare-line-feed') {
      // Nothing behind it is read: it may be the rest of an address.
      this.#hangUp(line === 'too-long' ? replies.lineTooLong : replies.bareLineFeed);
      return false;
    }
    if (!this.#dialog.loginHolds()) {
      this.#hangUp(replies.loginEnded);
      return false;
    }
    this.#deadlines.restartCommand();
    const step = this.#dialog.answer(line);
    if (step.kind === 'authenticate') void this.#authenticate(step.credentials);
    else this.#take(step);
    return true;
  }

  #take({ state: { transaction }, reply, leadsTo, refusal }: Extract<Step, { kind: 'reply' }>): void {
    if (refusal) this.#dialog.record(refusal, reply);
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
        if (!transaction) return;
        this.#message = new IncomingMessage(transaction, this.#dialog, this.#host.deps);
        this.#phase = 'message';
        this.#deadlines.startData();
        return;
      default:
        assertNever(leadsTo);
    }
  }

  /** What is pipelined behind AUTH waits for its answer. */
  async #authenticate(credentials: Credentials): Promise<void> {
    this.#phase = 'authenticating';
    const result = await this.#dialog.checkLogin(credentials);
    if (this.#phase !== 'authenticating') return;
    this.#phase = 'commands';
    const { reply, hangUp } = replyToAuth(result);
    if (hangUp) {
      this.#hangUp(reply);
      return;
    }
    if (result.kind === 'accepted') this.#dialog.noteLogin(result);
    this.#deadlines.restartCommand();
    this.#say(reply);
    this.#inflow.goOn();
  }

  #takeOctets(): void {
    const [message, { octets }] = [this.#message, this.#inflow];
    if (octets.isEmpty || !message) return;
    this.#deadlines.touchData();
    const writing = message.push(octets.takeAll());
    if (message.rest === null) {
      if (writing) this.#inflow.holdUntil(writing);
      return;
    }
    if (!this.#dialog.loginHolds()) {
      this.#hangUp(replies.loginEnded);
      return;
    }
    octets.replace(message.rest);
    this.#phase = 'storing';
    void this.#finishMessage(message);
  }

  async #finishMessage(message: IncomingMessage): Promise<void> {
    const reply = await message.finish();
    this.#message = null;
    if (this.#phase !== 'storing') return;
    this.#phase = 'commands';
    this.#dialog.endTransaction();
    this.#deadlines.endData();
    this.#say(reply);
    if (this.#ending) this.#hangUp(this.#ending);
    else this.#inflow.goOn();
  }

  /** Only while the client is still sending: once it has sent all, the commit takes what it takes. */
  #cutMessage(): void {
    if (this.#phase === 'message') this.#hangUp(replies.dataTooSlow);
  }

  /** Whatever came in the clear behind STARTTLS is dropped, and what was said before it forgotten (RFC 3207 §4.2, §6). */
  #startTls(): void {
    this.#phase = 'handshake';
    this.#inflow.octets.takeAll();
    this.#link.startTls(this.#host.secureContext());
  }

  #onSecured(): void {
    if (this.#phase !== 'handshake') return;
    this.#dialog.noteTls(this.#link.tls);
    this.#phase = 'commands';
  }

  #say(reply: Reply): void {
    this.#link.say(formatReply(reply));
    if (reply.code < 400 || reply.code === 421) return;
    this.#errors += 1;
    if (this.#errors > maxErrors) this.#hangUp(replies.tooManyErrors);
  }

  /** A client that does not read our replies is not read either: they would pile up here. */
  #flush(): void {
    if (!this.#link.flush()) this.#inflow.choke();
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
    if (this.#phase !== 'storing') this.#message?.abort();
    this.#phase = 'closing';
    this.#host.forget(this);
  }
}

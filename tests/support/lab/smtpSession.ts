import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { assertNever } from '../../../src/shared/domain/assertNever.ts';
import { createDataDecoder, type DataDecoder } from './dataDecoder.ts';
import { SmtpAuth } from './smtpAuth.ts';
import type { SmtpBehaviour, SmtpStep } from './smtpBehaviour.ts';
import type { ConnectionRecord, DoubleMessage } from './smtpRecord.ts';
import { SmtpTransaction } from './smtpTransaction.ts';

interface SessionOptions {
  socket: Socket;
  behaviour: SmtpBehaviour;
  record: ConnectionRecord;
  onMessage(message: DoubleMessage): void;
  /** Something was recorded. */
  onChange(): void;
}

const steps: ReadonlyMap<string, Exclude<SmtpStep, 'greeting' | 'final'>> = new Map([
  ['EHLO', 'ehlo'],
  ['HELO', 'ehlo'],
  ['STARTTLS', 'starttls'],
  ['AUTH', 'auth'],
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
  ['RSET', 'rset'],
  ['NOOP', 'noop'],
  ['QUIT', 'quit'],
]);

const garbage = Buffer.from('500 this is no TLS record\r\n');

/** One conversation of a double. Not a good server: it does what its behaviour says, and writes down what it hears. */
export class SmtpSession {
  readonly #options: SessionOptions;
  #socket: Socket;
  readonly #transaction: SmtpTransaction;
  #decoder: DataDecoder | null = null;
  readonly #auth = new SmtpAuth();
  /** Octets that were read, and not yet acted on. */
  #pending: Buffer[] = [];
  #working = false;
  /** Set once a step is never to be answered, or the handshake is broken: octets are recorded and nothing else. */
  #deaf = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#transaction = new SmtpTransaction(options.behaviour, options.record);
    options.socket.setNoDelay(true);
    options.socket.on('error', () => options.socket.destroy());
    options.socket.on('close', () => {
      options.record.closed = true;
      options.onChange();
    });
    options.socket.on('data', this.#onClear);
    this.#working = true;
    void this.#greet();
  }

  /** Cuts the connection. */
  destroy(): void {
    this.#socket.destroy();
    this.#options.socket.destroy();
  }

  get #secure(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  #onClear = (chunk: Buffer): void => {
    this.#options.record.addClear(chunk);
    this.#take(chunk);
  };

  #take(chunk: Buffer): void {
    // Nobody waits for a piece of a message, and there are many.
    if (!this.#decoder) this.#options.onChange();
    if (this.#deaf) return;
    this.#pending.push(chunk);
    void this.#work();
  }

  async #greet(): Promise<void> {
    const { behaviour } = this.#options;
    if (await this.#holdAt('greeting')) {
      this.#reply(behaviour.greeting);
      if (!behaviour.greeting.startsWith('2')) this.#socket.end();
    }
    this.#working = false;
    void this.#work();
  }

  /** Acts on what was read, one command after the other, however slowly they are answered. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    while (this.#pending.length > 0 && !this.#deaf) {
      if (this.#decoder) {
        const chunk = this.#pending.shift() ?? Buffer.alloc(0);
        const done = this.#decoder.push(chunk);
        if (!done) continue;
        this.#decoder = null;
        if (done.rest.length > 0) this.#pending.unshift(done.rest);
        this.#options.onChange();
        await this.#finishMessage(done.data);
        continue;
      }
      const input = Buffer.concat(this.#pending);
      const end = input.indexOf('\n');
      this.#pending = [input];
      if (end < 0) break;
      this.#pending = end + 1 < input.length ? [input.subarray(end + 1)] : [];
      await this.#command(input.subarray(0, end).toString('utf8').replace(/\r$/, ''));
    }
    this.#working = false;
  }

  async #command(line: string): Promise<void> {
    const { behaviour, record, onChange } = this.#options;
    record.commands.push({ line, secure: this.#secure });
    onChange();
    if (this.#auth.waiting && behaviour.auth) return this.#reply(this.#auth.resume(line, behaviour.auth));
    const verb = (line.split(' ', 1)[0] ?? '').toUpperCase();
    const step = steps.get(verb);
    if (!step) return this.#reply('500 5.5.2 Command unrecognized');
    if (!(await this.#holdAt(step))) return;
    switch (step) {
      case 'ehlo':
        return this.#reply(verb === 'EHLO' ? this.#ehloReply() : `250 ${behaviour.hostname}`);
      case 'starttls':
        return this.#startTls();
      case 'auth':
        if (behaviour.refuseAuth) return this.#reply(behaviour.refuseAuth(line));
        return this.#reply(
          behaviour.auth && this.#secure ? this.#auth.start(line, behaviour.auth) : '502 5.5.1 Command not implemented',
        );
      case 'mail':
        return this.#reply(this.#transaction.mail(line, this.#auth.authenticated));
      case 'rcpt':
        return this.#reply(this.#transaction.rcpt(line));
      case 'data':
        return this.#data();
      case 'rset':
        this.#transaction.forget();
        return this.#reply('250 2.0.0 Ok');
      case 'noop':
        return this.#reply('250 2.0.0 Ok');
      case 'quit':
        this.#reply('221 2.0.0 Bye');
        this.#socket.end();
        return;
      default:
        return assertNever(step);
    }
  }

  /** False where the step is not to be answered. */
  async #holdAt(step: SmtpStep): Promise<boolean> {
    const { behaviour } = this.#options;
    if (behaviour.before) await behaviour.before(step);
    if (behaviour.silentAt === step) {
      this.#deaf = true;
      return false;
    }
    if (behaviour.closeAt === step) {
      this.destroy();
      return false;
    }
    return !this.#socket.destroyed;
  }

  #reply(text: string): void {
    if (!this.#socket.writable) return;
    const lines = `${text}\r\n`;
    this.#socket.write(this.#options.behaviour.lineFeedOnly ? lines.replaceAll('\r\n', '\n') : lines);
    // RFC 5321 §3.8: 421 closes the channel.
    if (text.startsWith('421')) this.#socket.end();
  }

  #ehloReply(): string {
    const { behaviour } = this.#options;
    if (behaviour.ehloReply !== null) return behaviour.ehloReply;
    const lines = [behaviour.hostname, ...behaviour.extensions];
    if (behaviour.starttls.kind !== 'absent' && !this.#secure) lines.push('STARTTLS');
    if (behaviour.auth && this.#secure) lines.push('AUTH PLAIN LOGIN');
    return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n');
  }

  #startTls(): void {
    const { starttls } = this.#options.behaviour;
    if (this.#secure) {
      this.#reply('503 5.5.1 TLS is on already');
      return;
    }
    switch (starttls.kind) {
      case 'absent':
        this.#reply('502 5.5.1 Command not implemented');
        break;
      case 'refuse':
        this.#reply(starttls.reply);
        break;
      case 'break':
        this.#reply('220 2.0.0 Ready to start TLS');
        this.#breakHandshake(starttls.how);
        break;
      case 'inject':
        this.#reply(`220 2.0.0 Ready to start TLS\r\n${starttls.replies}`);
        this.#secureSocket();
        break;
      case 'accept':
        this.#reply(starttls.reply ?? '220 2.0.0 Ready to start TLS');
        this.#secureSocket();
        break;
      default:
        assertNever(starttls);
    }
  }

  #breakHandshake(how: 'close' | 'garbage' | 'silent'): void {
    const { record, socket, onChange } = this.#options;
    this.#deaf = true;
    socket.off('data', this.#onClear);
    let answered = false;
    socket.on('data', (chunk: Buffer) => {
      record.addHandshake(chunk);
      onChange();
      if (how === 'close') socket.destroy();
      if (how === 'garbage' && !answered) socket.write(garbage);
      answered = true;
    });
  }

  #secureSocket(): void {
    const { behaviour, record, socket, onChange } = this.#options;
    // What a client sends in the clear behind STARTTLS is forgotten, as RFC 3207 §4.2 asks.
    this.#pending = [];
    this.#transaction.forget();
    socket.off('data', this.#onClear);
    let secureContext: SecureContext;
    try {
      secureContext = createSecureContext(behaviour.tls);
    } catch (error) {
      // The double was given TLS options that cannot be: whoever waits for it reads why.
      record.tlsError = error instanceof Error ? error : new Error(String(error));
      this.destroy();
      return;
    }
    const secured = new TLSSocket(socket, { isServer: true, secureContext });
    this.#socket = secured;
    secured.on('secure', () => {
      const { name } = secured.getCipher();
      // The server's end has the SNI in `servername`, which Node documents for servers and types for neither.
      const servername: unknown = Reflect.get(secured, 'servername');
      record.tls = {
        protocol: secured.getProtocol() ?? 'unknown',
        cipher: name,
        servername: typeof servername === 'string' ? servername : null,
      };
      onChange();
    });
    secured.on('error', (error) => {
      if (!record.tls) record.tlsError = error;
      secured.destroy();
      socket.destroy();
      onChange();
    });
    secured.on('close', () => socket.destroy());
    secured.on('data', (chunk: Buffer) => {
      record.addSecure(chunk);
      this.#take(chunk);
    });
  }

  #data(): void {
    const reply = this.#transaction.data();
    this.#reply(reply);
    if (reply.startsWith('3')) this.#decoder = createDataDecoder();
  }

  async #finishMessage(data: Buffer): Promise<void> {
    const { record, onMessage, onChange } = this.#options;
    if (!(await this.#holdAt('final'))) return;
    const { message, reply } = this.#transaction.finish(data);
    if (message) {
      record.messages.push(message);
      onMessage(message);
    }
    this.#reply(reply);
    onChange();
  }
}

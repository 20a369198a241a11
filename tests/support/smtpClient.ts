import { createConnection, type Socket } from 'node:net';
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';

export interface SmtpReply {
  code: number;
  /** Without the code and the sign behind it. */
  lines: string[];
  /** As it came, lines joined by `\n`. */
  text: string;
}

/** A raw SMTP client for tests: it sends exactly what it is told, right or wrong, and reads replies one by one. */
export class SmtpClient {
  readonly #plain: Socket;
  #socket: Socket;
  #secured: TLSSocket | null = null;
  #received = '';
  #lines: string[] = [];
  #replies: SmtpReply[] = [];
  #waiting: { resolve(reply: SmtpReply): void; reject(error: Error): void }[] = [];
  #ended: Error | null = null;
  /** Resolves when the connection is closed, by whichever side. */
  readonly closed: Promise<void>;

  constructor(socket: Socket) {
    this.#plain = socket;
    this.#socket = socket;
    socket.setNoDelay(true);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    this.#listen(socket);
  }

  /** Connects, without reading the greeting. Rejects with Node's error. */
  static async connect(options: { port: number; host?: string; localAddress?: string }): Promise<SmtpClient> {
    const socket = createConnection({ host: '127.0.0.1', ...options });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new SmtpClient(socket);
  }

  /** Null before `startTls`. */
  get tls(): TLSSocket | null {
    return this.#secured;
  }

  /** The next whole reply. Rejects when the connection ends before it. */
  readReply(): Promise<SmtpReply> {
    const reply = this.#replies.shift();
    if (reply) return Promise.resolve(reply);
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Sends octets as they are. */
  write(octets: Buffer | string): void {
    this.#socket.write(octets);
  }

  /** Sends a line, and reads the reply. */
  command(line: string): Promise<SmtpReply> {
    this.write(`${line}\r\n`);
    return this.readReply();
  }

  /** STARTTLS and the handshake; certificates are not looked at unless `options` say so. Rejects where it fails. */
  async startTls(options: ConnectionOptions = {}): Promise<SmtpReply> {
    const reply = await this.command('STARTTLS');
    if (reply.code === 220) await this.secure(options);
    return reply;
  }

  /** The handshake alone. Rejects where it fails. */
  async secure(options: ConnectionOptions = {}): Promise<void> {
    this.#plain.removeAllListeners('data');
    const secured = tlsConnect({ socket: this.#plain, rejectUnauthorized: false, ...options });
    await new Promise<void>((resolve, reject) => {
      secured.once('secureConnect', resolve);
      secured.once('error', reject);
      secured.once('close', () => reject(new Error('The connection was closed during the handshake.')));
    });
    this.#socket = secured;
    this.#secured = secured;
    this.#listen(secured);
  }

  /** Sends a message's octets dot-stuffed, and the final dot. DATA must have been answered with 354. */
  sendData(data: Buffer | string): Promise<SmtpReply> {
    const octets = typeof data === 'string' ? Buffer.from(data) : data;
    for (const part of dotStuffed(octets)) this.write(part);
    this.write(octets.length === 0 || octets.subarray(-2).toString('latin1') === '\r\n' ? '.\r\n' : '\r\n.\r\n');
    return this.readReply();
  }

  async quit(): Promise<void> {
    this.write('QUIT\r\n');
    await this.closed;
  }

  destroy(): void {
    this.#socket.destroy();
    this.#plain.destroy();
  }

  #listen(socket: Socket): void {
    const end = (error: Error) => {
      this.#ended ??= error;
      for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    };
    socket.on('error', end);
    socket.on('close', () => end(new Error('The connection was closed.')));
    socket.on('data', (chunk: Buffer) => this.#take(chunk.toString('utf8')));
  }

  #take(text: string): void {
    const lines = (this.#received + text).split('\r\n');
    this.#received = lines.pop() ?? '';
    for (const line of lines) {
      this.#lines.push(line);
      if (/^\d{3}-/.test(line)) continue;
      const reply = {
        code: Number(line.slice(0, 3)),
        lines: this.#lines.map((each) => each.slice(4)),
        text: this.#lines.join('\n'),
      };
      this.#lines = [];
      const waiting = this.#waiting.shift();
      if (waiting) waiting.resolve(reply);
      else this.#replies.push(reply);
    }
  }
}

/** The replies of one hand-over, as far as it came; null for what was not reached. */
export interface SendMailReplies {
  greeting: SmtpReply;
  ehlo: SmtpReply;
  startTls: SmtpReply | null;
  mail: SmtpReply | null;
  rcpt: SmtpReply[];
  data: SmtpReply | null;
  /** To the final dot: 250 is "taken". */
  final: SmtpReply | null;
}

export interface SendMailOptions {
  port: number;
  host?: string;
  from: string;
  to: readonly string[];
  /** The message as it is to arrive: line ends are the caller's, dot-stuffing is not. */
  data: Buffer | string;
  /** True, or options for the handshake. */
  tls?: boolean | ConnectionOptions;
  /** Behind MAIL FROM: `BODY=8BITMIME`. */
  mailParameters?: string;
  /** The address to come from. */
  localAddress?: string;
}

/** Hands over one message and says QUIT. A refusal is a reply, not a rejection; a lost connection rejects. */
export async function sendMail(options: SendMailOptions): Promise<SendMailReplies> {
  const client = await SmtpClient.connect({
    port: options.port,
    ...(options.host ? { host: options.host } : {}),
    ...(options.localAddress ? { localAddress: options.localAddress } : {}),
  });
  try {
    const greeting = await client.readReply();
    const replies: SendMailReplies = {
      greeting,
      ehlo: await client.command('EHLO client.example'),
      startTls: null,
      mail: null,
      rcpt: [],
      data: null,
      final: null,
    };
    if (options.tls) {
      replies.startTls = await client.startTls(options.tls === true ? {} : options.tls);
      if (replies.startTls.code !== 220) return replies;
      replies.ehlo = await client.command('EHLO client.example');
    }
    const parameters = options.mailParameters ? ` ${options.mailParameters}` : '';
    replies.mail = await client.command(`MAIL FROM:<${options.from}>${parameters}`);
    if (replies.mail.code !== 250) return replies;
    for (const recipient of options.to) replies.rcpt.push(await client.command(`RCPT TO:<${recipient}>`));
    if (!replies.rcpt.some((reply) => reply.code < 300)) return replies;
    replies.data = await client.command('DATA');
    if (replies.data.code !== 354) return replies;
    replies.final = await client.sendData(options.data);
    await client.quit();
    return replies;
  } finally {
    client.destroy();
  }
}

/** The octets in pieces, with a dot before each line that starts with one. */
function* dotStuffed(data: Buffer): Generator<Buffer> {
  let start = 0;
  if (data[0] === 0x2e) yield Buffer.from('.');
  for (let lineEnd = data.indexOf('\r\n.'); lineEnd >= 0; lineEnd = data.indexOf('\r\n.', start)) {
    yield data.subarray(start, lineEnd + 2);
    yield Buffer.from('.');
    start = lineEnd + 2;
  }
  yield data.subarray(start);
}

// Our own load generator, for what smtp-source cannot do: STARTTLS, and many domains. Bare sockets, one step at a time.
import { createConnection, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { z } from 'zod';
import { serveHelper } from './ipc.ts';
import { type Load, loadSchema } from './load.ts';

const question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('send'), load: loadSchema }),
]);

/** The client's side of one connection. */
class Client {
  #socket: Socket;
  #pending = '';
  #wake: ((line: string) => void) | null = null;
  #fail: ((error: Error) => void) | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  /** The last line of the next reply, which must have this code. */
  async expect(code: string): Promise<void> {
    const line = await new Promise<string>((resolve, reject) => {
      this.#wake = resolve;
      this.#fail = reject;
      this.#read('');
    });
    if (!line.startsWith(code)) throw new Error(`${code} was expected: ${line}`);
  }

  async say(text: string | Buffer, code: string): Promise<void> {
    this.#socket.write(text);
    await this.expect(code);
  }

  async startTls(): Promise<void> {
    await this.say('STARTTLS\r\n', '220');
    const raw = this.#socket;
    raw.removeAllListeners();
    raw.on('error', () => {});
    this.#socket = await new Promise<Socket>((resolve, reject) => {
      const secured = tlsConnect({ socket: raw, rejectUnauthorized: false }, () => resolve(secured));
      secured.once('error', reject);
    });
    this.#listen();
  }

  close(): void {
    this.#socket.end('QUIT\r\n');
  }

  #listen(): void {
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#read(chunk.toString('latin1')));
    this.#socket.on('error', (error) => this.#fail?.(error));
    this.#socket.on('close', () => this.#fail?.(new Error('The server hung up.')));
  }

  #read(text: string): void {
    this.#pending += text;
    while (this.#wake) {
      const end = this.#pending.indexOf('\r\n');
      if (end < 0) return;
      const line = this.#pending.slice(0, end);
      this.#pending = this.#pending.slice(end + 2);
      if (line.charAt(3) === '-') continue;
      const wake = this.#wake;
      this.#wake = null;
      this.#fail = null;
      wake(line);
    }
  }
}

async function open({ port, startTls }: Load): Promise<Client> {
  const client = new Client(createConnection({ host: '127.0.0.1', port }));
  await client.expect('220');
  await client.say('EHLO client.example\r\n', '250');
  if (!startTls) return client;
  await client.startTls();
  await client.say('EHLO client.example\r\n', '250');
  return client;
}

/** As smtp-source makes them: a few headers, then lines of the same letter. */
function messageOf(size: number): Buffer {
  const header = 'From: <bench@office.example>\r\nTo: <someone@bench.example>\r\nSubject: from the bench\r\n\r\n';
  const line = `${'X'.repeat(78)}\r\n`;
  const body = line.repeat(Math.ceil(size / line.length)).slice(0, Math.max(0, size - header.length - 2));
  return Buffer.from(`${header}${body}\r\n.\r\n`);
}

async function send(load: Load): Promise<void> {
  const message = messageOf(load.size);
  let next = 0;
  const session = async () => {
    let client: Client | null = null;
    while (next < load.messages) {
      const domain = load.domains[next % load.domains.length];
      next += 1;
      client ??= await open(load);
      await client.say('MAIL FROM:<bench@office.example>\r\n', '250');
      await client.say(`RCPT TO:<someone@${domain}>\r\n`, '250');
      await client.say('DATA\r\n', '354');
      await client.say(message, '250');
      if (load.connections === 'many-messages') continue;
      client.close();
      client = null;
    }
    client?.close();
  };
  await Promise.all(Array.from({ length: load.sessions }, session));
}

serveHelper(async (message) => {
  const asked = question.parse(message);
  if (asked.kind === 'ready') return { ready: true };
  await send(asked.load);
  return { sent: asked.load.messages };
});

import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';

export interface LinkEvents {
  onData(chunk: Buffer): void;
  /** The client takes our replies again. */
  onDrain(): void;
  onSecured(): void;
  /** The connection is of no more use, and is being closed. */
  onError(error: Error): void;
  /** Once, at the end. */
  onClosed(): void;
}

/** The way to one client: its socket, and TLS in place on top of it. */
export class ClientLink {
  /** An IPv4 address is one, also where it came in over IPv6. */
  readonly address: string;
  readonly #events: LinkEvents;
  readonly #raw: Socket;
  /** The raw one, or the TLS one on top of it. */
  #socket: Socket;
  /** Said in this turn: it goes out in one piece. */
  #said = '';

  constructor(raw: Socket, events: LinkEvents) {
    this.#raw = raw;
    this.#socket = raw;
    this.#events = events;
    this.address = (raw.remoteAddress ?? '').replace(/^::ffff:/i, '');
    raw.setNoDelay(true);
    this.#listen(raw);
    raw.once('close', () => {
      // Ends with the lower socket in any case.
      this.#socket.destroy();
      events.onClosed();
    });
  }

  say(text: string): void {
    this.#said += text;
  }

  /** False where the client does not take our replies as fast as they come. */
  flush(): boolean {
    if (this.#said === '') return true;
    const text = this.#said;
    this.#said = '';
    return !this.#socket.writable || this.#socket.write(text, 'latin1');
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** From here on all is TLS. What came in the clear and was not read yet is dropped: nobody is to read it. */
  startTls(secureContext: SecureContext): void {
    this.flush();
    this.#raw.removeAllListeners('data');
    this.#raw.removeAllListeners('drain');
    while (this.#raw.read() !== null);
    const secured = new TLSSocket(this.#raw, { isServer: true, secureContext });
    this.#socket = secured;
    secured.once('secure', () => this.#events.onSecured());
    this.#listen(secured);
  }

  /** As Node names them; null in the clear. */
  get tls(): { protocol: string | null; cipher: string | null } | null {
    const socket = this.#socket;
    if (!(socket instanceof TLSSocket)) return null;
    return { protocol: socket.getProtocol(), cipher: socket.getCipher()?.name ?? null };
  }

  /** Says what is left to say and closes, without waiting for the client to close its side. */
  close(): void {
    this.flush();
    this.#socket.destroySoon();
  }

  destroy(): void {
    // The upper socket first: the lower one must not vanish below a handshake.
    this.#socket.destroy();
    this.#raw.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.#events.onData(chunk));
    socket.on('drain', () => this.#events.onDrain());
    socket.on('error', (error) => {
      this.destroy();
      this.#events.onError(error);
    });
  }
}

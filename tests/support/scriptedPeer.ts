import { createServer, type Socket } from 'node:net';

/** One connection as a script sees it: exact octets out, lines in. */
export interface PeerConnection {
  socket: Socket;
  /** Writes as it stands: line ends are the script's. */
  say(octets: string | Buffer): void;
  /** The next line without its end; rejects when the client is gone. */
  readLine(): Promise<string>;
  /** Lines up to and without the first that is `.`. */
  readMessage(): Promise<string[]>;
}

export interface ScriptedPeer {
  address: string;
  port: number;
  /** Everything that all clients sent, as one text. */
  readonly received: string;
  readonly connections: number;
  close(): Promise<void>;
}

/**
 * A server that does octet by octet what a test says, for what no half-decent server does. A script that ends leaves
 * the connection open; one that throws, other than because the client left, fails `close`.
 */
export async function startScriptedPeer(
  script: (peer: PeerConnection, connection: number) => Promise<void>,
): Promise<ScriptedPeer> {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const running: Promise<void>[] = [];
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const peer = new LineReader(socket, (chunk) => received.push(chunk));
    running.push(
      script(peer, connections).catch((error: unknown) => {
        if (!(error instanceof ClientGone)) throw error;
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  return {
    address: '127.0.0.1',
    port: bound !== null && typeof bound === 'object' ? bound.port : 0,
    get received() {
      return Buffer.concat(received).toString('latin1');
    },
    get connections() {
      return connections;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await Promise.all(running);
    },
  };
}

class ClientGone extends Error {}

class LineReader implements PeerConnection {
  readonly socket: Socket;
  #text = '';
  #gone = false;
  #wake: (() => void) | null = null;

  constructor(socket: Socket, onChunk: (chunk: Buffer) => void) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      onChunk(chunk);
      this.#text += chunk.toString('latin1');
      this.#wake?.();
    });
    socket.on('close', () => {
      this.#gone = true;
      this.#wake?.();
    });
  }

  say(octets: string | Buffer): void {
    if (this.socket.writable) this.socket.write(octets);
  }

  async readLine(): Promise<string> {
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return line;
      }
      if (this.#gone) throw new ClientGone();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async readMessage(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.readLine(); line !== '.'; line = await this.readLine()) lines.push(line);
    return lines;
  }
}

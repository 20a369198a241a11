import { createServer, type Server, type Socket } from 'node:net';
import type { ListenerStatus } from '../../../shared/contract/status.ts';
import type { Logger } from '../runtime.ts';

export interface ListenAddress {
  host: string;
  /** 0 for a free one. */
  port: number;
}

/** The places where we listen. One that fails says so in its status and stops no other. */
export interface Listeners {
  /** Opens what is new, closes what is gone, and tries again what failed. Open sockets live on. */
  set(wanted: readonly ListenAddress[]): Promise<void>;
  status(): ListenerStatus[];
}

interface Listener {
  wanted: ListenAddress;
  /** Null where it failed. */
  server: Server | null;
  error: ListenerStatus['error'];
}

export function createListeners(onSocket: (socket: Socket) => void, logger: Logger): Listeners {
  let current: Listener[] = [];

  return {
    async set(wanted) {
      const kept: Listener[] = [];
      const missing: ListenAddress[] = [];
      for (const address of wanted) {
        const same = current.find((listener) => isListeningAt(listener, address) && !kept.includes(listener));
        if (same) kept.push(same);
        else missing.push(address);
      }
      // Closed before anything is opened: a new one may want the port of an old one.
      for (const listener of current) if (!kept.includes(listener)) listener.server?.close();
      const opened = await Promise.all(missing.map((address) => open(address, onSocket, logger)));
      current = inOrderOf(wanted, [...kept, ...opened]);
    },
    status: () => current.map(describe),
  };
}

function isListeningAt({ wanted, server }: Listener, { host, port }: ListenAddress): boolean {
  return server !== null && wanted.host === host && wanted.port === port;
}

function inOrderOf(wanted: readonly ListenAddress[], listeners: Listener[]): Listener[] {
  const place = ({ wanted: { host, port } }: Listener) =>
    wanted.findIndex((address) => address.host === host && address.port === port);
  return listeners.toSorted((a, b) => place(a) - place(b));
}

function open(wanted: ListenAddress, onSocket: (socket: Socket) => void, logger: Logger): Promise<Listener> {
  return new Promise((resolve) => {
    const server = createServer(onSocket);
    server.once('error', (error) => {
      logger.error({ err: error, ...wanted }, 'A listener could not be opened');
      resolve({ wanted, server: null, error: listenError(error) });
    });
    server.listen({ host: wanted.host, port: wanted.port }, () => {
      server.removeAllListeners('error');
      // For instance too many open files: the listener goes on when there is room again.
      server.on('error', (error) => logger.warn({ err: error, ...wanted }, 'A listener had an error'));
      resolve({ wanted, server, error: null });
    });
  });
}

/** Why an address could not be listened on. */
export function listenError(error: NodeJS.ErrnoException): ListenerStatus['error'] {
  switch (error.code) {
    case 'EADDRINUSE':
      return 'port-in-use';
    case 'EACCES':
    case 'EPERM':
      return 'permission-denied';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAFNOSUPPORT':
      return 'address-not-available';
    default:
      return 'internal';
  }
}

function describe({ wanted, server, error }: Listener): ListenerStatus {
  const address = server?.address();
  const port = address && typeof address === 'object' ? address.port : wanted.port;
  return { host: wanted.host, port, state: server ? 'listening' : 'failed', error };
}

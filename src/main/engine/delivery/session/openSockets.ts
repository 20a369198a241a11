import type { Socket } from 'node:net';
import type { Connect } from '../types.ts';

/** Every connection that this delivery has opened and that is not closed yet, so that none can be left behind. */
export interface OpenSockets {
  /** As the `Connect` given, but kept count of; rejects after `cutAll`. */
  connect: Connect;
  /** Cuts all, and whatever still comes; resolves when they are closed. */
  cutAll(): Promise<void>;
  count(): number;
}

export function createOpenSockets(connect: Connect): OpenSockets {
  const sockets = new Set<Socket>();
  const pending = new Set<(error: Error) => void>();
  let closed = false;

  const add = (socket: Socket) => {
    if (closed) {
      socket.on('error', () => {});
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };

  return {
    connect: (target) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(closedError());
          return;
        }
        // Not waited for when all is cut: an address that does not answer would hold the end for a minute.
        pending.add(reject);
        connect(target)
          .then((socket) => {
            add(socket);
            resolve(socket);
          }, reject)
          .finally(() => pending.delete(reject));
      }),
    async cutAll() {
      closed = true;
      for (const reject of pending) reject(closedError());
      const closing = [...sockets].map(
        (socket) => new Promise<void>((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve()))),
      );
      for (const socket of sockets) socket.destroy();
      await Promise.all(closing);
    },
    count: () => sockets.size,
  };
}

function closedError(): Error {
  return Object.assign(new Error('Delivery has been closed.'), { code: 'ECONNABORTED' });
}

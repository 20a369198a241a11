import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ContractApi, serveContract } from '../../../../shared/contract/server.ts';
import type { Clock, Logger } from '../../runtime.ts';
import { socketChannel } from './socketChannel.ts';

const maxFrameBytes = 16 * 1024 * 1024;
/** An admin has a window or two and a script: this many are a mistake. */
export const maxSockets = 50;
const heartbeatMs = 30_000;
const goodbyeMs = 500;
/** RFC 6455 section 7.4.1. */
const goingAway = 1001;

export interface ContractSockets {
  hasRoom(): boolean;
  /** Takes over a connection whose sender has been checked. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Says goodbye; who does not answer within a moment is cut off. */
  close(): Promise<void>;
}

/** The contract over WebSockets. A peer that misses a heartbeat is cut off: its machine is asleep or gone. */
export function createContractSockets(api: ContractApi, clock: Clock, logger: Logger): ContractSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false });
  const alive = new WeakSet<WebSocket>();

  const beat = () => {
    for (const socket of server.clients) {
      if (!alive.has(socket)) {
        socket.terminate();
        continue;
      }
      alive.delete(socket);
      socket.ping();
    }
    heartbeat = clock.setTimer(beat, heartbeatMs);
  };
  let heartbeat = clock.setTimer(beat, heartbeatMs);

  server.on('connection', (socket) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('error', (error) => logger.debug({ error: error.message }, 'A client of the contract broke off.'));
    serveContract(socketChannel(socket), api, (error) => logger.error({ err: error }, 'A command failed by a bug.'));
  });

  return {
    hasRoom: () => server.clients.size < maxSockets,
    accept(request, socket, head) {
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request));
    },
    close() {
      heartbeat.cancel();
      for (const socket of server.clients) socket.close(goingAway, 'The engine stops.');
      const cut = setTimeout(() => {
        for (const socket of server.clients) socket.terminate();
      }, goodbyeMs);
      // Resolves when the last client is gone.
      return new Promise((resolve) => {
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
      });
    },
  };
}

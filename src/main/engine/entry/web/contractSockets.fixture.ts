import { once } from 'node:events';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ContractApi } from '../../../../shared/contract/server.ts';
import { type Clock, silentLogger } from '../../runtime.ts';
import { createContractSockets } from './contractSockets.ts';

/** The service's WebSockets on a server of their own. Returns what opens one from outside; all close with the test. */
export async function serveContractSockets(
  api: ContractApi,
  clock: Clock,
): Promise<(options?: { autoPong?: boolean }) => Promise<WebSocket>> {
  const sockets = createContractSockets(api, clock, silentLogger);
  const server = createServer().on('upgrade', sockets.accept).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    await sockets.close();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return async (options = {}) => {
    const socket = new WebSocket(`ws://127.0.0.1:${address.port}`, options);
    await once(socket, 'open');
    onTestFinished(() => socket.terminate());
    return socket;
  };
}

import { createServer } from 'node:net';
import type { ListenerStatus } from '../../../shared/contract/status.ts';
import { listenError } from './listeners.ts';

/** Tries whether an address and port could be listened on, and lets go of them. Null: they could. */
export function probeListener(host: string, port: number): Promise<ListenerStatus['error']> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(listenError(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

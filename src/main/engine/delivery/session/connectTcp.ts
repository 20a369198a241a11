import { createConnection } from 'node:net';
import type { Connect } from '../types.ts';

/** Opens a TCP connection to an IP address. Rejects with Node's system errors; with `ETIMEDOUT` after `timeoutMs`. */
export const connectTcp: Connect = ({ address, port, timeoutMs }) =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ host: address, port, noDelay: true, keepAlive: true });
    const giveUp = setTimeout(() => {
      socket.destroy(Object.assign(new Error(`connect ETIMEDOUT ${address}:${port}`), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    const onError = (error: Error) => {
      clearTimeout(giveUp);
      reject(error);
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(giveUp);
      socket.off('error', onError);
      // Until somebody listens, an error must not end the process.
      socket.on('error', () => {});
      resolve(socket);
    });
  });

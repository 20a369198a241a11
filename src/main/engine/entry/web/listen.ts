import type { Server } from 'node:http';
import { EngineStartError } from '../../engine.types.ts';
import { formatHostPort, type HostPort } from '../optionValues.ts';

/** Returns the port it got, for port 0 asks for any free one. @throws {EngineStartError} */
export function listen(server: Server, { host, port }: HostPort): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, { host, port })));
    server.listen({ host, port, exclusive: true }, () => {
      const bound = server.address();
      if (bound !== null && typeof bound === 'object') resolve(bound.port);
      else reject(new Error('A listening server has no address.'));
    });
  });
}

function listenError(error: Error, listen: HostPort): Error {
  const where = formatHostPort(listen);
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return new EngineStartError(
        'port-in-use',
        `Another program uses ${where}, which the user interface needs. Choose another with --web.`,
        { cause: error },
      );
    case 'EACCES':
      return new EngineStartError(
        'permission-denied',
        `The user interface may not use ${where}. Choose another with --web.`,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
      return new EngineStartError(
        'address-not-available',
        `This machine has no address ${listen.host} for the user interface. Choose another with --web.`,
        { cause: error },
      );
    default:
      return error;
  }
}

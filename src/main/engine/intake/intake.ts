import { createListeners } from './listeners.ts';
import { IntakeServer } from './server.ts';
import type { Intake, IntakeDeps } from './types.ts';

/** The SMTP side that takes mail in. Throws where the TLS identity cannot be used at all. */
export function createIntake(deps: IntakeDeps): Intake {
  const server = new IntakeServer(deps);
  const listeners = createListeners((socket) => server.connect(socket), deps.logger);

  return {
    start: () => listeners.set(deps.settings().listeners),
    async reload() {
      server.reload();
      await listeners.set(deps.settings().listeners);
    },
    status: () => listeners.status(),
    isHandingOver: () => server.isHandingOver(),
    async stop(graceMs) {
      await listeners.set([]);
      await server.shutDown(graceMs);
    },
  };
}

import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { ApiContext } from './context.ts';

type PauseHandlers = Pick<CommandHandlers, 'delivery.pause' | 'delivery.resume'>;

export function createPauseHandlers({ clock, pause }: ApiContext): PauseHandlers {
  return {
    'delivery.pause': async ({ until }) => {
      const end = until == null ? null : Date.parse(until);
      if (end !== null && end <= clock.now()) {
        throw new ContractError({ code: 'invalid-input', field: 'until', message: 'That time has passed already.' });
      }
      await pause.pause(end);
      return { pause: pause.view() };
    },
    'delivery.resume': async () => {
      await pause.resume();
      return { pause: pause.view() };
    },
  };
}

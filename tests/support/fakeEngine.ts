import type { Connect } from '../../src/main/engine/delivery/types.ts';
import type { CreateEngine } from '../../src/main/engine/engine.types.ts';
import { ContractError } from '../../src/shared/contract/errors.ts';
import type { CommandHandlers, ContractApi } from '../../src/shared/contract/server.ts';

/** An engine without mail: the commands given, and no others. Subscriptions stay silent. */
export function fakeApi(handlers: Partial<CommandHandlers>): ContractApi {
  return {
    async call(name, input) {
      const handler = handlers[name];
      if (!handler) throw new ContractError({ code: 'unavailable', message: `The fake engine has no ${name}.` });
      return handler(input);
    },
    subscribe: () => () => {},
  };
}

/** Reaches nobody. */
export const noConnect: Connect = () => Promise.reject(new Error('The fake engine delivers nothing.'));

export interface FakeEngine {
  createEngine: CreateEngine;
  stopped: boolean;
}

export function fakeEngine(api: ContractApi): FakeEngine {
  const fake: FakeEngine = {
    stopped: false,
    createEngine: async () => ({
      api,
      smtpAddresses: () => ['127.0.0.1:2525'],
      stop: async () => {
        fake.stopped = true;
      },
    }),
  };
  return fake;
}

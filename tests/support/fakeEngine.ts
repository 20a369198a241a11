import type { Connect } from '../../src/main/engine/delivery/types.ts';
import type { CreateEngine } from '../../src/main/engine/engine.types.ts';
import { ContractError } from '../../src/shared/contract/errors.ts';
import type { CommandHandlers, ContractApi } from '../../src/shared/contract/server.ts';
import type { Status } from '../../src/shared/contract/status.ts';

const idle: Status = {
  version: '0.0.0',
  state: 'running',
  pause: null,
  startedAt: '2026-01-01T00:00:00.000Z',
  dataDir: '/data',
  hostname: 'relay.office.example',
  listeners: [{ host: '127.0.0.1', port: 2525, state: 'listening', error: null }],
  queue: { messages: 0, recipients: 0, deferred: 0, held: 0, tlsFailures: 0, oldestReceivedAt: null },
  last24Hours: { delivered: 0, deliveredOverTls: 0, tlsFailures: 0, deferred: 0, failed: 0, expired: 0 },
  attention: [],
  notices: [],
  endingCertificates: [],
  rules: 0,
  demo: false,
};

/** An engine without mail: an idle status, the commands given, and no others. Subscriptions stay silent. */
export function fakeApi(handlers: Partial<CommandHandlers>): ContractApi {
  const always: Partial<CommandHandlers> = { 'status.get': () => idle };
  return {
    async call(name, input) {
      // Looked up at each call: a test may change its handlers.
      const handler = handlers[name] ?? always[name];
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

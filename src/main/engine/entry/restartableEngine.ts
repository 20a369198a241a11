import type { CommandName, CommandParsed } from '../../../shared/contract/commands.ts';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { EventName, EventParsed } from '../../../shared/contract/events.ts';
import type { ContractApi, Emit } from '../../../shared/contract/server.ts';
import type { Engine, RestartEngine } from '../engine.types.ts';

/**
 * An engine that can be replaced by one on other data while its clients stay connected: after a restore. What they have
 * subscribed to goes on with the new one; calls in between are refused as unavailable.
 */
export async function createRestartableEngine(create: (restart: RestartEngine) => Promise<Engine>): Promise<Engine> {
  const subscriptions = new Set<{ begin(api: ContractApi): void; end(): void }>();
  let restarting = false;
  let stopped = false;

  const restart: RestartEngine = async (swap) => {
    if (restarting || stopped) throw unavailable();
    restarting = true;
    try {
      for (const subscription of subscriptions) subscription.end();
      await current.stop();
      const undo = swap();
      try {
        current = await create(restart);
      } catch (error) {
        undo();
        current = await create(restart);
        throw error;
      } finally {
        for (const subscription of subscriptions) subscription.begin(current.api);
      }
    } finally {
      restarting = false;
    }
  };

  let current = await create(restart);

  const api: ContractApi = {
    async call<Name extends CommandName>(name: Name, input: CommandParsed<Name>) {
      if (restarting) throw unavailable();
      return current.api.call(name, input);
    },
    subscribe<Name extends EventName>(event: Name, input: EventParsed<Name>, emit: Emit<Name>) {
      let stop = () => {};
      const subscription = {
        begin(of: ContractApi) {
          stop = of.subscribe(event, input, emit);
        },
        end: () => stop(),
      };
      if (restarting) throw unavailable();
      subscription.begin(current.api);
      subscriptions.add(subscription);
      return () => {
        subscriptions.delete(subscription);
        subscription.end();
      };
    },
  };

  return {
    api,
    smtpAddresses: () => current.smtpAddresses(),
    async stop() {
      stopped = true;
      await current.stop();
    },
  };
}

function unavailable(): ContractError {
  return new ContractError({
    code: 'unavailable',
    message: 'Sealpost starts anew on other data. Try again in a moment.',
  });
}

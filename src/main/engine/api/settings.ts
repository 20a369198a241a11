import { ContractError, type Refusal } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { SettingsInput, SettingsView } from '../../../shared/contract/settings.ts';
import type { ListenerStatus } from '../../../shared/contract/status.ts';
import type { EngineOverrides } from '../engine.types.ts';
import { checkSettings } from '../settings/check.ts';
import { mergeSettings } from '../settings/merge.ts';
import type { ApiContext } from './context.ts';

type SettingsHandlers = Pick<CommandHandlers, 'settings.get' | 'settings.save'>;

export function createSettingsHandlers(context: ApiContext): SettingsHandlers {
  const { settings, intake } = context;

  const view = (): SettingsView => ({
    settings: settings.inForce(),
    smartHostPasswordSet: settings.secrets.get().smartHostPassword !== null,
    secretStorage: 'owner-only-file',
  });

  const put = async (next: SettingsView['settings']) => {
    await context.writer.write(() => {
      settings.save(next);
      context.writer.afterCommit(() => settings.reload());
    });
  };

  return {
    'settings.get': () => view(),
    'settings.save': async (input) => {
      const before = settings.saved();
      const checked = checkSettings(mergeSettings(before, input));
      if (!checked.ok) throw new ContractError(checked.refusal);
      const undo = settings.supersede(overriddenBy(input));
      await put(checked.settings);
      if (input.listeners !== undefined || input.hostname !== undefined) await intake.reload();
      const failed = input.listeners && intake.status().find(({ state }) => state === 'failed');
      if (failed) {
        // Nothing is half-applied: the listeners of before are opened again.
        undo();
        await put(before);
        await intake.reload();
        throw new ContractError(listenerRefusal(failed));
      }
      if (input.smartHostPassword !== undefined) settings.secrets.save({ smartHostPassword: input.smartHostPassword });
      context.wakeScheduler();
      return view();
    },
  };
}

/** The options of the command line that an admin's change takes the place of. */
function overriddenBy(input: SettingsInput): (keyof EngineOverrides)[] {
  const names: (keyof EngineOverrides)[] = [];
  if (input.listeners !== undefined) names.push('listeners');
  if (input.dns?.servers !== undefined) names.push('dnsServers');
  if (input.delivery?.port !== undefined) names.push('deliveryPort');
  return names;
}

function listenerRefusal({ host, port, error }: ListenerStatus): Refusal {
  const where = `${host}:${port}`;
  switch (error) {
    case 'port-in-use':
      return { code: 'port-in-use', field: 'listeners', message: `Another program already listens on ${where}.` };
    case 'permission-denied':
      return {
        code: 'permission-denied',
        field: 'listeners',
        message: `Listening on ${where} is not allowed for this user. Ports below 1024 need more rights.`,
      };
    case 'address-not-available':
      return {
        code: 'address-not-available',
        field: 'listeners',
        message: `This machine does not have the address ${host}.`,
      };
    case 'internal':
    case null:
      return { code: 'internal', field: 'listeners', message: `Listening on ${where} failed.` };
  }
}

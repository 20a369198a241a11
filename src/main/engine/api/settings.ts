import { ContractError, type Refusal } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { Settings, SettingsInput, SettingsView } from '../../../shared/contract/settings.ts';
import type { ListenerStatus } from '../../../shared/contract/status.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { EngineOverrides } from '../engine.types.ts';
import { probeListener } from '../intake/probeListener.ts';
import { checkSettings } from '../settings/check.ts';
import { mergeSettings } from '../settings/merge.ts';
import { passwordAfter, passwordProblem } from '../settings/smartHostPassword.ts';
import type { ApiContext } from './context.ts';
import { createTurns } from './turns.ts';

type SettingsHandlers = Pick<CommandHandlers, 'settings.get' | 'settings.save'>;

export function createSettingsHandlers(context: ApiContext): SettingsHandlers {
  const { settings, intake } = context;
  const takeTurn = createTurns();

  /** Readable or not. */
  const isPasswordKept = () => settings.secrets.locked() !== null || settings.secrets.get().smartHostPassword !== null;

  const view = (): SettingsView => ({
    settings: settings.inForce(),
    smartHostPasswordSet: isPasswordKept(),
    smartHostPasswordLocked: settings.secrets.locked(),
    secretStorage: settings.secrets.seals ? 'keychain' : 'owner-only-file',
  });

  /** Tried before anything is saved: those that are open already need no try. */
  const refuseBadListeners = async (listeners: Settings['listeners']) => {
    const open = intake.status().filter(({ state }) => state === 'listening');
    for (const [index, { host, port }] of listeners.entries()) {
      if (open.some((listener) => listener.host === host && listener.port === port)) continue;
      const error = await probeListener(host, port);
      // From 127.0.0.1:2525 to 0.0.0.0:2525: what is in the way is our own listener, which closes first.
      const ownGoes = open.some(
        (own) => own.port === port && !listeners.some((next) => next.host === own.host && next.port === port),
      );
      if (error === 'port-in-use' && ownGoes) continue;
      if (error !== null)
        throw new ContractError({ ...listenerRefusal(host, port, error), field: `listeners.${index}` });
    }
  };

  return {
    'settings.get': () => view(),
    'settings.save': (input) =>
      takeTurn(async () => {
        const checked = checkSettings(mergeSettings(settings.saved(), input));
        if (!checked.ok) throw new ContractError(checked.refusal);
        if (input.listeners !== undefined) await refuseBadListeners(input.listeners);
        const { smartHost } = checked.settings;
        const password = passwordAfter(input, settings.saved().smartHost, smartHost);
        const problem = passwordProblem(input, smartHost, password, isPasswordKept());
        if (problem !== null) throw new ContractError(problem);
        const staged = password === undefined ? null : settings.secrets.stage({ smartHostPassword: password });
        try {
          await context.writer.write(() => {
            // At once, so that there is no moment at which the new smart host could be sent the password of the old one.
            context.writer.afterCommit(settings.save(checked.settings, overriddenBy(input), staged));
          });
        } catch (error) {
          staged?.discard();
          throw error;
        }
        if (input.listeners !== undefined || input.hostname !== undefined) await intake.reload();
        if (password !== undefined && password !== null) context.retryWithPassword();
        context.wakeScheduler();
        // Listeners and our name are part of the status.
        context.queueChanged();
        return view();
      }),
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

function listenerRefusal(host: string, port: number, error: NonNullable<ListenerStatus['error']>): Refusal {
  const where = `${host}:${port}`;
  switch (error) {
    case 'port-in-use':
      return { code: error, message: `Another program already listens on ${where}.` };
    case 'permission-denied':
      return {
        code: error,
        message: `Listening on ${where} is not allowed for this user. Ports below 1024 need more rights.`,
      };
    case 'address-not-available':
      return { code: error, message: `This machine does not have the address ${host}.` };
    case 'internal':
      return { code: 'internal', message: `Listening on ${where} failed.` };
    default:
      return assertNever(error);
  }
}

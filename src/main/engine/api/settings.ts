import { ContractError, type Refusal } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import type { Settings, SettingsInput, SettingsView } from '../../../shared/contract/settings.ts';
import type { ListenerStatus } from '../../../shared/contract/status.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { EngineOverrides } from '../engine.types.ts';
import { probeListener } from '../intake/probeListener.ts';
import { checkSettings } from '../settings/check.ts';
import { mergeSettings } from '../settings/merge.ts';
import type { ApiContext } from './context.ts';
import { createTurns } from './turns.ts';

type SettingsHandlers = Pick<CommandHandlers, 'settings.get' | 'settings.save'>;

export function createSettingsHandlers(context: ApiContext): SettingsHandlers {
  const { settings, intake } = context;
  const takeTurn = createTurns();

  const view = (): SettingsView => ({
    settings: settings.inForce(),
    smartHostPasswordSet: settings.secrets.locked() !== null || settings.secrets.get().smartHostPassword !== null,
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
        const wasLocked = settings.secrets.locked() !== null;
        const password = passwordAfter(input, settings.saved().smartHost, checked.settings.smartHost);
        const putSecretsBack = settings.secrets.snapshot();
        try {
          await context.writer.write(() => {
            const takeIntoForce = settings.save(checked.settings, overriddenBy(input));
            context.writer.afterCommit(takeIntoForce);
            // Here, so that there is no moment at which the new smart host could be sent the password of the old one.
            if (password !== undefined) settings.secrets.save({ smartHostPassword: password });
          });
        } catch (error) {
          putSecretsBack();
          throw error;
        }
        if (input.listeners !== undefined || input.hostname !== undefined) await intake.reload();
        if (wasLocked && settings.secrets.locked() === null) context.retryLocked();
        context.wakeScheduler();
        // Listeners and our name are part of the status.
        context.queueChanged();
        return view();
      }),
  };
}

/** Undefined leaves it. A password was given for one server and one user: for another it is forgotten. */
function passwordAfter(
  input: SettingsInput,
  before: Settings['smartHost'],
  after: Settings['smartHost'],
): string | null | undefined {
  if (input.smartHostPassword !== undefined) return input.smartHostPassword;
  const same = before?.host === after?.host && before?.username === after?.username;
  return same ? undefined : null;
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

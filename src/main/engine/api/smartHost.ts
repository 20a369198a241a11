import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { checkSettings } from '../settings/check.ts';
import { mergeSettings } from '../settings/merge.ts';
import type { ApiContext } from './context.ts';

/** Tries a smart host as it is entered, before it is saved. */
export function createSmartHostHandlers({ settings, prober }: ApiContext): Pick<CommandHandlers, 'smartHost.test'> {
  /** The one that is kept was given for one server and one user. */
  const keptPasswordFor = (host: string, username: string): string | null => {
    const saved = settings.saved().smartHost;
    const same = saved?.host === host && saved.username === username;
    return same ? settings.secrets.get().smartHostPassword : null;
  };

  const noPassword = () =>
    settings.secrets.locked() === null
      ? 'Enter the password: none is kept for this server and user.'
      : 'Enter the password: the one that is kept cannot be read here.';

  return {
    'smartHost.test': async ({ password, ...smartHost }) => {
      const checked = checkSettings(mergeSettings(settings.saved(), { smartHost }));
      if (!checked.ok) throw new ContractError(checked.refusal);
      const { host, port, mode, username } = smartHost;
      if (username === null) return prober.testSmartHost({ host, port, mode }, null);
      const given = password ?? keptPasswordFor(host, username);
      if (given === null) {
        throw new ContractError({ code: 'invalid-input', field: 'password', message: noPassword() });
      }
      return prober.testSmartHost({ host, port, mode }, { username, password: given });
    },
  };
}

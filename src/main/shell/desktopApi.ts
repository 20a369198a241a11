import {
  type ChosenFileKind,
  type DesktopAnswer,
  type DesktopCommandName,
  type DesktopInput,
  type DesktopOutput,
  type DesktopView,
  desktopCallSchema,
  desktopCommandSchemas,
  type EngineHost,
  type FolderId,
  isDesktopCommandName,
} from '../../shared/contract/desktop.ts';
import { ContractError } from '../../shared/contract/errors.ts';
import { parseInput } from '../../shared/contract/server.ts';
import type { LoginItem } from './loginItem.ts';
import type { PreferencesChange, PreferencesStore } from './preferences.ts';

export interface DesktopApiDeps {
  preferences: PreferencesStore;
  loginItem: LoginItem;
  versions: DesktopView['versions'];
  folders: DesktopView['folders'];
  engine(): EngineHost;
  /** Resolves with an empty string, or with why the folder could not be opened. */
  openFolder(path: string): Promise<string>;
  /** Resolves with its whole path, or null. */
  chooseFile(kind: ChosenFileKind): Promise<string | null>;
  /** After the preferences were changed. */
  onChanged(): void;
  onBug(error: unknown): void;
}

export interface DesktopApi {
  view(): DesktopView;
  /** Answers anything that a page of ours says; never rejects. */
  call(raw: unknown): Promise<DesktopAnswer>;
}

type Handlers = {
  [Name in DesktopCommandName]: (input: DesktopInput<Name>) => DesktopOutput<Name> | Promise<DesktopOutput<Name>>;
};

/** What the page may ask of the shell: each call is checked by its schema before anything is done. */
export function createDesktopApi(deps: DesktopApiDeps): DesktopApi {
  const { preferences, loginItem } = deps;

  const view = (): DesktopView => ({
    preferences: preferences.get(),
    startAtLogin: { supported: loginItem.supported, enabled: loginItem.supported && loginItem.isEnabled() },
    versions: deps.versions,
    folders: deps.folders,
    engine: deps.engine(),
  });

  const setLogin = (enabled: boolean, hidden: boolean) => {
    try {
      loginItem.set(enabled, hidden);
    } catch (error) {
      throw refusalOf(error, 'The system did not let Sealpost change what starts at login.');
    }
  };

  const pathOf = (folder: FolderId): string => {
    const found = deps.folders.find(({ id }) => id === folder);
    if (found) return found.path;
    throw new ContractError({ code: 'not-found', field: 'folder', message: 'There is no such folder here.' });
  };

  const save = (change: PreferencesChange) => {
    try {
      preferences.save(change);
    } catch (error) {
      throw refusalOf(error, 'That choice could not be written to the disk, and was not changed.');
    }
    // The system's entry says whether the window shows.
    if (change.startHidden !== undefined && loginItem.supported && loginItem.isEnabled()) {
      setLogin(true, change.startHidden);
    }
    deps.onChanged();
  };

  const handlers: Handlers = {
    'desktop.get': () => view(),
    'preferences.save'(change) {
      save(change);
      return view();
    },
    'login.set'({ enabled }) {
      if (!loginItem.supported) {
        throw new ContractError({
          code: 'unavailable',
          message: 'This system does not offer to start programs at login.',
        });
      }
      setLogin(enabled, preferences.get().startHidden);
      deps.onChanged();
      return view();
    },
    async 'folder.open'({ folder }) {
      const problem = await deps.openFolder(pathOf(folder));
      if (problem !== '')
        throw new ContractError({ code: 'unavailable', message: `The folder did not open: ${problem}` });
      return {};
    },
    'file.choose': async ({ kind }) => ({ path: await deps.chooseFile(kind) }),
  };

  const run = async <Name extends DesktopCommandName>(name: Name, raw: unknown): Promise<DesktopOutput<Name>> => {
    const handle: Handlers[Name] = handlers[name];
    return handle(parseInput(desktopCommandSchemas[name].input, raw ?? {}));
  };

  return {
    view,
    async call(raw) {
      try {
        const call = desktopCallSchema.safeParse(raw);
        if (!call.success || !isDesktopCommandName(call.data.name)) {
          throw new ContractError({ code: 'unknown-command', field: 'name', message: 'The app has no such command.' });
        }
        return { ok: true, output: await run(call.data.name, call.data.input) };
      } catch (error) {
        if (error instanceof ContractError) return { ok: false, error: error.refusal };
        deps.onBug(error);
        return { ok: false, error: { code: 'internal', message: 'The app met a problem of its own.' } };
      }
    },
  };
}

function refusalOf(error: unknown, message: string): ContractError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ContractError({ code: 'unavailable', message: `${message} ${reason}` }, { cause: error });
}

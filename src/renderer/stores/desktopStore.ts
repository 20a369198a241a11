import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ChosenFileKind, DesktopView, FolderId } from '../../shared/contract/desktop.ts';
import type { DesktopClient } from '../client/desktopClient.ts';

type PreferencesChange = Parameters<typeof savePreferences>[1];

export interface DesktopState {
  /** Null in a browser, and until the shell has answered. */
  view: DesktopView | null;
  /** True in the desktop app. */
  isDesktop: boolean;
  /** All of these: @throws {ContractError} when the shell refuses; then nothing was changed. */
  save(change: PreferencesChange): Promise<void>;
  startAtLogin(enabled: boolean): Promise<void>;
  openFolder(folder: FolderId): Promise<void>;
  /** By the system's own dialog; null where none was chosen, and in a browser. */
  chooseFile(kind: ChosenFileKind): Promise<string | null>;
}

export type DesktopStore = StoreApi<DesktopState>;

/** What the shell says of this desktop; `client` is null in a browser. */
export function createDesktopStore(client: DesktopClient | null): DesktopStore {
  const store = createStore<DesktopState>((set) => ({
    view: null,
    isDesktop: client !== null,
    async save(change) {
      if (client) set({ view: await savePreferences(client, change) });
    },
    async startAtLogin(enabled) {
      if (client) set({ view: await client.call('login.set', { enabled }) });
    },
    async openFolder(folder) {
      await client?.call('folder.open', { folder });
    },
    async chooseFile(kind) {
      return client ? (await client.call('file.choose', { kind })).path : null;
    },
  }));
  client?.onEvent((event) => {
    if (event.kind === 'changed') store.setState({ view: event.view });
  });
  client?.call('desktop.get', {}).then(
    (view) => store.setState({ view }),
    () => {
      // Its sections say that they wait; the next change brings it.
    },
  );
  return store;
}

function savePreferences(client: DesktopClient, change: Parameters<typeof client.call<'preferences.save'>>[1]) {
  return client.call('preferences.save', change);
}

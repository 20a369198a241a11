import { createContext, type ReactNode, use } from 'react';
import { useStore } from 'zustand';
import type { DesktopClient } from '../client/desktopClient.ts';
import type { ConnectionState, EngineConnection } from '../client/engineConnection.ts';
import { type CertificateState, type CertificateStore, createCertificateStore } from './certificateStore.ts';
import { createDesktopStore, type DesktopState, type DesktopStore } from './desktopStore.ts';
import type { LogState, LogStore } from './logState.ts';
import { createLogStore } from './logStore.ts';
import { createQueueDomainsStore, type QueueDomainsState, type QueueDomainsStore } from './queueDomainsStore.ts';
import { createQueueStore, type QueueState, type QueueStore } from './queueStore.ts';
import { createRoutesStore, type RoutesState, type RoutesStore } from './routesStore.ts';
import { createRulesStore, type RulesState, type RulesStore } from './rulesStore.ts';
import { createSavedFiltersStore, type SavedFiltersState, type SavedFiltersStore } from './savedFiltersStore.ts';
import { createSettingsStore, type SettingsState, type SettingsStore } from './settingsStore.ts';
import { createStatusStore, type StatusState } from './statusStore.ts';
import { createUsersStore, type UsersState, type UsersStore } from './usersStore.ts';

export interface AppStores {
  engine: EngineConnection;
  status: ReturnType<typeof createStatusStore>;
  rules: RulesStore;
  routes: RoutesStore;
  certificate: CertificateStore;
  log: LogStore;
  savedFilters: SavedFiltersStore;
  queue: QueueStore;
  queueDomains: QueueDomainsStore;
  settings: SettingsStore;
  users: UsersStore;
  desktop: DesktopStore;
}

/** `shell` is null in a browser. */
export function createAppStores(engine: EngineConnection, shell: DesktopClient | null = null): AppStores {
  return {
    engine,
    status: createStatusStore(engine),
    rules: createRulesStore(engine),
    routes: createRoutesStore(engine),
    certificate: createCertificateStore(engine),
    log: createLogStore(engine),
    savedFilters: createSavedFiltersStore(engine),
    queue: createQueueStore(engine),
    queueDomains: createQueueDomainsStore(engine),
    settings: createSettingsStore(engine),
    users: createUsersStore(engine),
    desktop: createDesktopStore(shell),
  };
}

const StoresContext = createContext<AppStores | null>(null);

export function StoresProvider({ stores, children }: { stores: AppStores; children: ReactNode }) {
  return <StoresContext value={stores}>{children}</StoresContext>;
}

export function useAppStores(): AppStores {
  const stores = use(StoresContext);
  if (!stores) throw new Error('A component that reads a store stands outside StoresProvider.');
  return stores;
}

export function useConnection<Slice>(select: (state: ConnectionState) => Slice): Slice {
  return useStore(useAppStores().engine.state, select);
}

export function useStatus<Slice>(select: (state: StatusState) => Slice): Slice {
  return useStore(useAppStores().status, select);
}

export function useRules<Slice>(select: (state: RulesState) => Slice): Slice {
  return useStore(useAppStores().rules, select);
}

export function useRoutes<Slice>(select: (state: RoutesState) => Slice): Slice {
  return useStore(useAppStores().routes, select);
}

export function useCertificate<Slice>(select: (state: CertificateState) => Slice): Slice {
  return useStore(useAppStores().certificate, select);
}

export function useLog<Slice>(select: (state: LogState) => Slice): Slice {
  return useStore(useAppStores().log, select);
}

export function useSavedFilters<Slice>(select: (state: SavedFiltersState) => Slice): Slice {
  return useStore(useAppStores().savedFilters, select);
}

export function useQueue<Slice>(select: (state: QueueState) => Slice): Slice {
  return useStore(useAppStores().queue, select);
}

export function useQueueDomains<Slice>(select: (state: QueueDomainsState) => Slice): Slice {
  return useStore(useAppStores().queueDomains, select);
}

export function useUsers<Slice>(select: (state: UsersState) => Slice): Slice {
  return useStore(useAppStores().users, select);
}

export function useSettings<Slice>(select: (state: SettingsState) => Slice): Slice {
  return useStore(useAppStores().settings, select);
}

export function useDesktop<Slice>(select: (state: DesktopState) => Slice): Slice {
  return useStore(useAppStores().desktop, select);
}

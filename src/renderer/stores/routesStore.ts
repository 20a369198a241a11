import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandOutput } from '../../shared/contract/commands.ts';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { Route, RouteInput } from '../../shared/contract/route.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';

export interface RoutesState {
  routes: readonly Route[];
  acceptedDomains: readonly string[];
  /** False until the first answer. */
  loaded: boolean;
  /** Why the list could not be read. */
  failure: Refusal | null;
  /** Reads the list after each connection, until the returned function is called. */
  open(): () => void;
  refresh(): Promise<void>;
  /** Saves a route and accepts mail for its domains. @throws {ContractError} */
  save(input: RouteInput): Promise<Route>;
  /** @throws {ContractError} */
  remove(id: string): Promise<void>;
  /** Tries every route for an internal address. @throws {ContractError} */
  validate(address: string): Promise<CommandOutput<'routes.validate'>>;
}

export type RoutesStore = StoreApi<RoutesState>;

export function createRoutesStore(engine: EngineConnection): RoutesStore {
  return createStore<RoutesState>((set, get) => ({
    routes: [],
    acceptedDomains: [],
    loaded: false,
    failure: null,
    open: () => engine.onConnected(() => void get().refresh()),
    async refresh() {
      try {
        const [{ routes }, { settings }] = await Promise.all([
          engine.call('routes.list', {}),
          engine.call('settings.get', {}),
        ]);
        set({ routes, acceptedDomains: settings.acceptedDomains, loaded: true, failure: null });
      } catch (error) {
        set({ failure: refusalOfError(error) });
      }
    },
    async save(input) {
      const { route } = await engine.call('routes.save', input);
      const missing = route.domains.filter((domain) => !get().acceptedDomains.includes(domain));
      if (missing.length > 0) {
        await engine.call('settings.save', { acceptedDomains: [...get().acceptedDomains, ...missing] });
      }
      await get().refresh();
      return route;
    },
    async remove(id) {
      await engine.call('routes.remove', { ids: [id] });
      await get().refresh();
    },
    async validate(address) {
      const outcome = await engine.call('routes.validate', { address });
      await get().refresh();
      return outcome;
    },
  }));
}

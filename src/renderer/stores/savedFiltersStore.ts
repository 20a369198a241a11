import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandInput } from '../../shared/contract/commands.ts';
import type { SavedFilter } from '../../shared/contract/logFilter.ts';
import type { EngineConnection } from '../client/engineConnection.ts';

export interface SavedFiltersState {
  /** By name. */
  filters: readonly SavedFilter[];
  loaded: boolean;
  /** Keeps the list as the engine has it until the returned function is called. */
  open(): () => void;
  /** The one to begin with; null where there is none, or where the engine does not say. */
  findDefault(): Promise<SavedFilter | null>;
  /** @throws {ContractError}. */
  save(filter: CommandInput<'filters.save'>): Promise<SavedFilter>;
  /** @throws {ContractError}. */
  remove(id: string): Promise<void>;
}

export type SavedFiltersStore = StoreApi<SavedFiltersState>;

export function createSavedFiltersStore(engine: EngineConnection): SavedFiltersStore {
  const read = async () => {
    const { filters } = await engine.call('filters.list', {});
    store.setState({ filters, loaded: true });
    return filters;
  };
  const readQuietly = () => read().catch(() => []);

  const store: SavedFiltersStore = createStore<SavedFiltersState>(() => ({
    filters: [],
    loaded: false,
    open: () => engine.onConnected(() => void readQuietly()),
    async findDefault() {
      const filters = await readQuietly();
      return filters.find(({ isDefault }) => isDefault) ?? null;
    },
    async save(input) {
      const { filter } = await engine.call('filters.save', input);
      await read();
      return filter;
    },
    async remove(id) {
      await engine.call('filters.remove', { id });
      await read();
    },
  }));
  return store;
}

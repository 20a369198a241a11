import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { LockedAddress, User, UserInput } from '../../shared/contract/user.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';

export interface UsersState {
  users: readonly User[];
  lockedAddresses: readonly LockedAddress[];
  /** False until the first answer. */
  loaded: boolean;
  failure: Refusal | null;
  /** Reads them after each connection, until the returned function is called. */
  open(): () => void;
  refresh(): Promise<void>;
  /** @throws {ContractError} */
  save(input: UserInput): Promise<User>;
  /** @throws {ContractError} */
  remove(id: string): Promise<void>;
}

export type UsersStore = StoreApi<UsersState>;

export function createUsersStore(engine: EngineConnection): UsersStore {
  return createStore<UsersState>((set, get) => ({
    users: [],
    lockedAddresses: [],
    loaded: false,
    failure: null,
    open: () => engine.onConnected(() => void get().refresh()),
    async refresh() {
      try {
        set({ ...(await engine.call('users.list', {})), loaded: true, failure: null });
      } catch (error) {
        set({ failure: refusalOfError(error) });
      }
    },
    async save(input) {
      const { user } = await engine.call('users.save', input);
      await get().refresh();
      return user;
    },
    async remove(id) {
      await engine.call('users.remove', { ids: [id] });
      await get().refresh();
    },
  }));
}

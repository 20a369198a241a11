import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandOutput } from '../../shared/contract/commands.ts';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { ListedRule, Rule, RuleInput } from '../../shared/contract/rule.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';

export interface RulesState {
  rules: readonly ListedRule[];
  /** How many rules there are without the search. */
  total: number;
  search: string;
  /** False until the first answer. */
  loaded: boolean;
  /** Why the list could not be read. */
  failure: Refusal | null;
  /** Reads the list, and again after each reconnection, until the returned function is called. */
  open(): () => void;
  setSearch(search: string): Promise<void>;
  refresh(): Promise<void>;
  /** Saves one rule and reads the list again. @throws {ContractError} */
  save(input: RuleInput): Promise<Rule>;
  /** What the domain's servers would answer to such a rule; nothing is saved. @throws {ContractError} */
  probe(input: RuleInput): Promise<CommandOutput<'rules.probe'>>;
  /** @throws {ContractError} */
  remove(ids: string[]): Promise<void>;
}

const refreshAfterMs = 150;

export type RulesStore = StoreApi<RulesState>;

export function createRulesStore(engine: EngineConnection): RulesStore {
  /** Rises with each request, so that a late answer to an older search is dropped. */
  let request = 0;

  let timer: ReturnType<typeof setTimeout> | undefined;

  /** A round of tests changes many verdicts one after the other: they are read together. */
  const refreshSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void store.getState().refresh(), refreshAfterMs);
  };

  const store: RulesStore = createStore<RulesState>((set, get) => ({
    rules: [],
    total: 0,
    search: '',
    loaded: false,
    failure: null,
    open() {
      const stopEvents = engine.subscribe('rules.changed', {}, () => refreshSoon());
      const stopConnected = engine.onConnected(() => void get().refresh());
      return () => {
        stopEvents();
        stopConnected();
        clearTimeout(timer);
      };
    },
    async setSearch(search) {
      if (search === get().search) return;
      set({ search });
      await get().refresh();
    },
    async refresh() {
      request += 1;
      const mine = request;
      const search = get().search.trim();
      try {
        const { rules, total } = await engine.call('rules.list', search ? { search } : {});
        if (mine === request) set({ rules, total, loaded: true, failure: null });
      } catch (error) {
        if (mine === request) set({ failure: refusalOfError(error) });
      }
    },
    async save(input) {
      const { rule } = await engine.call('rules.save', input);
      await get().refresh();
      return rule;
    },
    probe: (input) => engine.call('rules.probe', input),
    async remove(ids) {
      await engine.call('rules.remove', { ids });
      await get().refresh();
    },
  }));
  return store;
}

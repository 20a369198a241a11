import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandOutput } from '../../shared/contract/commands.ts';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { Rule, RuleInput } from '../../shared/contract/rule.ts';
import type { FoundRules, RuleChange, RulePart, RuleRow, RuleSortKey } from '../../shared/contract/ruleList.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';

/** What of the list is looked at, and in which order. */
export interface RuleQuery {
  search: string;
  part: RulePart | null;
  sort: RuleSortKey;
  descending: boolean;
}

export interface RulesState {
  query: RuleQuery;
  /** All that were found, in order. */
  ids: readonly string[];
  /** Of these, what was read so far: the rows in sight and around it. */
  rows: ReadonlyMap<string, RuleRow>;
  /** How many rules there are without search and part. */
  total: number;
  covering: FoundRules['covering'];
  selected: ReadonlySet<string>;
  /** The rule whose page was opened last: to come back to. */
  opened: string | null;
  /** False until the first answer. */
  loaded: boolean;
  /** Why the list could not be read. */
  failure: Refusal | null;
  /** Reads the list, and again after each reconnection and change, until the returned function is called. */
  open(): () => void;
  setQuery(change: Partial<RuleQuery>): void;
  refresh(): Promise<void>;
  /** Rows from `first` to `last` (indexes, both included) come into sight. */
  show(first: number, last: number): void;
  setSelected(selected: ReadonlySet<string>): void;
  setOpened(id: string): void;
  /** Saves one rule and reads the list again. @throws {ContractError} */
  save(input: RuleInput): Promise<Rule>;
  /** What the domain's servers would answer to such a rule; nothing is saved. @throws {ContractError} */
  probe(input: RuleInput): Promise<CommandOutput<'rules.probe'>>;
  /** All or none; the result says how to undo it. @throws {ContractError} */
  change(ids: readonly string[], change: RuleChange): Promise<CommandOutput<'rules.change'>>;
  /** All or none; the result says how to undo it. @throws {ContractError} */
  remove(ids: readonly string[]): Promise<CommandOutput<'rules.remove'>>;
  /** @throws {ContractError} where it cannot be undone any more */
  undo(undoId: string): Promise<void>;
}

const refreshAfterMs = 150;
/** Counts of mail move with every message; a person reads them a few times a minute. */
const refreshCountsAfterMs = 2000;
/** Rows that are read at once, around those in sight. */
const windowRows = 60;

export type RulesStore = StoreApi<RulesState>;

export function createRulesStore(engine: EngineConnection): RulesStore {
  /** Rises with each request, so that a late answer to an older question is dropped. */
  let request = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let countsTimer: ReturnType<typeof setTimeout> | undefined;
  let inSight = { first: 0, last: windowRows };
  let reading = false;

  /** A round of tests changes many verdicts one after the other: they are read together. */
  const refreshSoon = () => {
    timer ??= setTimeout(() => void store.getState().refresh(), refreshAfterMs);
  };

  const refreshCountsSoon = () => {
    countsTimer ??= setTimeout(() => {
      countsTimer = undefined;
      refreshSoon();
    }, refreshCountsAfterMs);
  };

  const stopTimers = () => {
    clearTimeout(timer);
    clearTimeout(countsTimer);
    timer = undefined;
    countsTimer = undefined;
  };

  const idsInSight = () => store.getState().ids.slice(Math.max(0, inSight.first - 10), inSight.last + windowRows);

  /** Reads the rows in sight that are not known yet. */
  const readMissing = async () => {
    const { rows } = store.getState();
    const missing = idsInSight()
      .filter((id) => !rows.has(id))
      .slice(0, 500);
    if (reading || missing.length === 0) return;
    reading = true;
    const mine = request;
    try {
      const read = await engine.call('rules.rows', { ids: missing });
      // Of the same list: an answer from before a change must not stand beside rows from after it.
      if (mine === request) store.setState(({ rows: known }) => ({ rows: withRows(known, read.rows) }));
      reading = false;
      if (mine !== request || read.rows.length > 0) void readMissing();
    } catch {
      // The next refresh, after a reconnection at the latest, reads them.
      reading = false;
    }
  };

  const store: RulesStore = createStore<RulesState>((set, get) => ({
    query: { search: '', part: null, sort: 'pattern', descending: false },
    ids: [],
    rows: new Map(),
    total: 0,
    covering: null,
    selected: new Set(),
    opened: null,
    loaded: false,
    failure: null,
    open() {
      const stopEvents = engine.subscribe('rules.changed', {}, refreshSoon);
      const stopQueue = engine.subscribe('queue.changed', {}, refreshCountsSoon);
      const stopTraffic = engine.subscribe('traffic.changed', {}, refreshCountsSoon);
      const stopConnected = engine.onConnected(() => void get().refresh());
      return () => {
        stopEvents();
        stopQueue();
        stopTraffic();
        stopConnected();
        stopTimers();
      };
    },
    setQuery(change) {
      set({ query: { ...get().query, ...change } });
      inSight = { first: 0, last: windowRows };
      void get().refresh();
    },
    async refresh() {
      clearTimeout(timer);
      timer = undefined;
      request += 1;
      const mine = request;
      const { search, part, sort, descending } = get().query;
      const wasInSight = idsInSight().slice(0, 500);
      try {
        const [found, seen] = await Promise.all([
          engine.call('rules.find', {
            search: search.trim(),
            sort,
            descending,
            ...(part === null ? {} : { part }),
            limit: windowRows * 2,
          }),
          // Far down the list the first rows are not the ones that are looked at.
          inSight.first < windowRows || wasInSight.length === 0
            ? { rows: [] }
            : engine.call('rules.rows', { ids: wasInSight }),
        ]);
        if (mine !== request) return;
        set(({ selected }) => ({
          ids: found.ids,
          rows: withRows(new Map(), [...found.rows, ...seen.rows]),
          total: found.total,
          covering: found.covering,
          selected: stillListed(selected, found.ids),
          loaded: true,
          failure: null,
        }));
        void readMissing();
      } catch (error) {
        if (mine === request) set({ failure: refusalOfError(error) });
      }
    },
    show(first, last) {
      inSight = { first, last };
      void readMissing();
    },
    setSelected: (selected) => set({ selected }),
    setOpened: (opened) => set({ opened }),
    async save(input) {
      const { rule } = await engine.call('rules.save', input);
      await get().refresh();
      return rule;
    },
    probe: (input) => engine.call('rules.probe', input),
    async change(ids, change) {
      const changed = await engine.call('rules.change', { ids: [...ids], change });
      await get().refresh();
      return changed;
    },
    async remove(ids) {
      const removed = await engine.call('rules.remove', { ids: [...ids] });
      await get().refresh();
      return removed;
    },
    async undo(undoId) {
      await engine.call('rules.undo', { undoId });
      await get().refresh();
    },
  }));
  return store;
}

function stillListed(selected: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return selected.size === 0 ? selected : new Set(ids.filter((id) => selected.has(id)));
}

function withRows(known: ReadonlyMap<string, RuleRow>, read: readonly RuleRow[]): ReadonlyMap<string, RuleRow> {
  const rows = new Map(known);
  for (const row of read) rows.set(row.id, row);
  return rows;
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CommandOutput } from '../../shared/contract/commands.ts';
import type { Refusal } from '../../shared/contract/errors.ts';
import type {
  QueueAction,
  QueueChanged,
  QueuedMessage,
  QueueOperation,
  QueuePreview,
  QueueSelection,
  QueueSort,
} from '../../shared/contract/queue.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';
import { everyMessage, type QueueChoice, toQueueFilter } from './queueFilter.ts';
import { createRefresher } from './refresher.ts';

export interface QueueState {
  choice: QueueChoice;
  sort: QueueSort;
  messages: readonly QueuedMessage[];
  /** Of the choice, loaded or not. */
  total: number;
  selected: ReadonlySet<string>;
  /** Every message that the choice meets is selected, loaded or not; `selected` then holds those that are loaded. */
  allSelected: boolean;
  loaded: boolean;
  loadingMore: boolean;
  failure: Refusal | null;
  /** Changes of the queue that are under way. */
  operations: readonly QueueOperation[];
  /** Keeps the list fresh until the returned function is called. */
  open(): () => void;
  /** Reads again what could not be read. */
  retry(): void;
  setChoice(change: Partial<QueueChoice>): void;
  setSort(sort: QueueSort): void;
  loadMore(): Promise<void>;
  setSelected(queueIds: Iterable<string>): void;
  selectAll(): void;
  /** @throws {ContractError} */
  act(action: QueueAction, selection: QueueSelection): Promise<QueueChanged>;
  /** @throws {ContractError} */
  undo(undoId: string): Promise<QueueChanged>;
  /** @throws {ContractError} */
  preview(selection: QueueSelection): Promise<QueuePreview>;
  cancel(operationId: string): void;
}

export type QueueStore = StoreApi<QueueState>;

const pageSize = 200;
const maxPageSize = 1000;
/** How far below the shown ones a selected message is looked for. */
const maxBehind = 2000;

export const newestFirst: QueueSort = { by: 'receivedAt', descending: true };

export function createQueueStore(engine: EngineConnection): QueueStore {
  let opened = 0;
  let stopEvents = () => {};
  /** Rises with every list that is another one: late answers to an older one are dropped. */
  let generation = 0;
  let cursor: string | null = null;

  /** Reads as many messages as are shown, from the start. */
  const read = async () => {
    const mine = generation;
    const { choice, sort, selected, allSelected } = store.getState();
    // New mail on top may push what is selected below what was shown: it is looked for before it counts as gone.
    const missing = new Set(allSelected ? [] : selected);
    try {
      const wanted = Math.max(store.getState().messages.length, pageSize);
      const messages: QueuedMessage[] = [];
      let total = 0;
      let next: string | null = null;
      do {
        const limit = messages.length < wanted ? Math.min(wanted - messages.length, maxPageSize) : pageSize;
        const page: CommandOutput<'queue.list'> = await engine.call('queue.list', {
          filter: toQueueFilter(choice),
          sort,
          limit,
          ...(next === null ? {} : { cursor: next }),
        });
        if (mine !== generation) return;
        messages.push(...page.messages);
        for (const { queueId } of page.messages) missing.delete(queueId);
        total = page.total;
        next = page.cursor;
      } while (
        next !== null &&
        (messages.length < wanted || (missing.size > 0 && messages.length < wanted + maxBehind))
      );
      cursor = next;
      take(messages, total);
    } catch (error) {
      if (mine === generation) store.setState({ failure: refusalOfError(error) });
    }
  };
  const refresher = createRefresher(read);

  const take = (messages: readonly QueuedMessage[], total: number) => {
    const { selected, allSelected } = store.getState();
    const present = messages.map(({ queueId }) => queueId);
    const kept = new Set(allSelected ? present : present.filter((queueId) => selected.has(queueId)));
    const isAll = allSelected && total > 0;
    store.setState({ messages, total, selected: kept, allSelected: isAll, loaded: true, failure: null });
  };

  const anotherList = (change: Partial<QueueState>) => {
    generation += 1;
    cursor = null;
    store.setState({
      ...change,
      messages: [],
      total: 0,
      selected: new Set(),
      allSelected: false,
      loaded: false,
      loadingMore: false,
    });
    if (opened > 0) void refresher.now();
  };

  const start = () => {
    const stops = [
      engine.subscribe('queue.changed', {}, refresher.soon),
      engine.subscribe('queue.progress', {}, ({ operations }) => store.setState({ operations })),
      engine.onConnected(() => {
        store.setState({ operations: [] });
        void refresher.now();
      }),
    ];
    stopEvents = () => {
      for (const stop of stops) stop();
      refresher.stop();
    };
  };

  const store: QueueStore = createStore<QueueState>((set, get) => ({
    choice: everyMessage,
    sort: newestFirst,
    messages: [],
    total: 0,
    selected: new Set(),
    allSelected: false,
    loaded: false,
    loadingMore: false,
    failure: null,
    operations: [],
    open() {
      opened += 1;
      if (opened === 1) start();
      return () => {
        opened -= 1;
        if (opened === 0) stopEvents();
      };
    },
    retry: () => void refresher.now(),
    setChoice: (change) => anotherList({ choice: { ...get().choice, ...change } }),
    setSort: (sort) => anotherList({ sort }),
    async loadMore() {
      const { loaded, loadingMore, choice, sort } = get();
      if (!loaded || loadingMore || cursor === null) return;
      const mine = generation;
      set({ loadingMore: true });
      try {
        const page = await engine.call('queue.list', { filter: toQueueFilter(choice), sort, cursor, limit: pageSize });
        if (mine !== generation) return;
        cursor = page.cursor;
        const known = new Set(get().messages.map((message) => message.queueId));
        const more = page.messages.filter((message) => !known.has(message.queueId));
        const selected = get().allSelected
          ? new Set([...get().selected, ...more.map(({ queueId }) => queueId)])
          : get().selected;
        const messages = [...get().messages, ...more];
        set({ messages, selected, total: page.total, loadingMore: false, failure: null });
      } catch (error) {
        if (mine === generation) set({ loadingMore: false, failure: refusalOfError(error) });
      }
    },
    setSelected: (queueIds) => set({ selected: new Set(queueIds), allSelected: false }),
    selectAll: () => set({ selected: new Set(get().messages.map(({ queueId }) => queueId)), allSelected: true }),
    async act(action, selection) {
      const result = await engine.call(`queue.${action}`, { ...selection, operationId: newOperationId() });
      await refresher.now();
      return result;
    },
    async undo(undoId) {
      const result = await engine.call('queue.undo', { undoId, operationId: newOperationId() });
      await refresher.now();
      return result;
    },
    preview: (selection) => engine.call('queue.preview', selection),
    cancel(operationId) {
      engine.call('queue.cancel', { operationId }).catch(() => {
        // It has ended, or its engine has: the answer to the change itself says so.
      });
    },
  }));
  return store;
}

/** What is selected, as the engine takes it: by name, or by what all of it has in common. */
export function selectionOf({ choice, selected, allSelected }: QueueState): QueueSelection {
  return allSelected ? { filter: toQueueFilter(choice) } : { queueIds: [...selected] };
}

let operations = 0;

function newOperationId(): string {
  operations += 1;
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-${operations}`;
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { QueuedMessage, QueueFilter, QueueSelection } from '../../shared/contract/queue.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';

export type QueueAction = 'retry' | 'hold' | 'release' | 'bounce' | 'remove';

export interface QueueState {
  domain: string;
  onlyTlsFailures: boolean;
  messages: readonly QueuedMessage[];
  /** Of the filter, loaded or not. */
  total: number;
  selected: ReadonlySet<string>;
  loaded: boolean;
  loadingMore: boolean;
  failure: Refusal | null;
  /** Keeps the list fresh until the returned function is called. */
  open(): () => void;
  /** Reads again what could not be read. */
  retry(): void;
  setFilter(change: { domain?: string; onlyTlsFailures?: boolean }): void;
  loadMore(): Promise<void>;
  setSelected(queueIds: Iterable<string>): void;
  /** @throws {ContractError}. Returns how many messages it concerned. */
  act(action: QueueAction, selection: QueueSelection): Promise<number>;
}

export type QueueStore = StoreApi<QueueState>;

const pageSize = 200;
const maxPageSize = 1000;
/** A busy queue changes many times a second; a person reads it a few times a minute. */
const refreshEveryMs = 400;

export function createQueueStore(engine: EngineConnection): QueueStore {
  let opened = 0;
  let stopEvents = () => {};
  let generation = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let reading = false;
  let changedWhileReading = false;

  const filter = (): QueueFilter => {
    const { domain, onlyTlsFailures } = store.getState();
    return { ...(domain.trim() ? { domain: domain.trim() } : {}), ...(onlyTlsFailures ? { onlyTlsFailures } : {}) };
  };

  /** Reads as many messages as are shown, from the start. */
  const read = async () => {
    if (reading) {
      changedWhileReading = true;
      return;
    }
    reading = true;
    const mine = generation;
    try {
      const wanted = Math.max(store.getState().messages.length, pageSize);
      const messages: QueuedMessage[] = [];
      let total = 0;
      let last: QueuedMessage | undefined;
      do {
        const limit = Math.min(wanted - messages.length, maxPageSize);
        const page = await engine.call('queue.list', {
          filter: filter(),
          limit,
          ...(last ? { after: last.queueId } : {}),
        });
        messages.push(...page.messages);
        total = page.total;
        last = page.messages.length < limit ? undefined : page.messages.at(-1);
      } while (last && messages.length < wanted);
      if (mine === generation) take(messages, total);
    } catch (error) {
      if (mine === generation) store.setState({ failure: refusalOfError(error) });
    } finally {
      reading = false;
      const isStale = mine !== generation;
      const hasChanged = changedWhileReading;
      changedWhileReading = false;
      if (isStale) void read();
      else if (hasChanged) readSoon();
    }
  };

  const take = (messages: readonly QueuedMessage[], total: number) => {
    const present = new Set(messages.map((message) => message.queueId));
    const selected = new Set([...store.getState().selected].filter((queueId) => present.has(queueId)));
    store.setState({ messages, total, selected, loaded: true, failure: null });
  };

  const readSoon = () => {
    if (timer !== null || opened === 0) return;
    timer = setTimeout(() => {
      timer = null;
      void read();
    }, refreshEveryMs);
  };

  const start = () => {
    const stopQueue = engine.subscribe('queue.changed', {}, readSoon);
    const stopConnected = engine.onConnected(() => void read());
    stopEvents = () => {
      stopQueue();
      stopConnected();
      if (timer !== null) clearTimeout(timer);
      timer = null;
    };
  };

  const store: QueueStore = createStore<QueueState>((set, get) => ({
    domain: '',
    onlyTlsFailures: false,
    messages: [],
    total: 0,
    selected: new Set(),
    loaded: false,
    loadingMore: false,
    failure: null,
    open() {
      opened += 1;
      if (opened === 1) start();
      return () => {
        opened -= 1;
        if (opened === 0) stopEvents();
      };
    },
    retry: () => void read(),
    setFilter(change) {
      generation += 1;
      set({ ...change, messages: [], total: 0, selected: new Set(), loaded: false, loadingMore: false });
      if (opened > 0) void read();
    },
    async loadMore() {
      const { messages, total, loaded, loadingMore } = get();
      const last = messages.at(-1);
      if (!loaded || loadingMore || !last || messages.length >= total) return;
      const mine = generation;
      set({ loadingMore: true });
      try {
        const page = await engine.call('queue.list', { filter: filter(), after: last.queueId, limit: pageSize });
        if (mine !== generation) return;
        const known = new Set(get().messages.map((message) => message.queueId));
        const more = page.messages.filter((message) => !known.has(message.queueId));
        set({ messages: [...get().messages, ...more], total: page.total, loadingMore: false, failure: null });
      } catch (error) {
        if (mine === generation) set({ loadingMore: false, failure: refusalOfError(error) });
      }
    },
    setSelected: (queueIds) => set({ selected: new Set(queueIds) }),
    async act(action, selection) {
      const { count } = await engine.call(`queue.${action}`, selection);
      await read();
      return count;
    },
  }));
  return store;
}

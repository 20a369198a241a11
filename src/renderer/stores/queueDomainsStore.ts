import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { QueuedDomain, QueuedMessage } from '../../shared/contract/queue.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';
import { createRefresher } from './refresher.ts';

export type DomainSort = 'messages' | 'domain' | 'oldest' | 'expires';

/** The queue by domain. */
export interface QueueDomainsState {
  search: string;
  sort: DomainSort;
  domains: readonly QueuedDomain[];
  total: number;
  /** The first messages of the domains that are opened out. */
  opened: ReadonlyMap<string, readonly QueuedMessage[]>;
  loaded: boolean;
  failure: Refusal | null;
  /** Keeps it fresh until the returned function is called. */
  open(): () => void;
  setSearch(search: string): void;
  setSort(sort: DomainSort): void;
  toggle(domain: string): void;
  refresh(): Promise<void>;
}

export type QueueDomainsStore = StoreApi<QueueDomainsState>;

/** As many as one looks through; the list of messages has the others. */
const messagesShown = 20;
const maxDomains = 2000;

export function createQueueDomainsStore(engine: EngineConnection): QueueDomainsStore {
  let opened = 0;
  let stopEvents = () => {};
  let generation = 0;

  const messagesOf = async (domain: string): Promise<[string, readonly QueuedMessage[]]> => {
    const sort = { by: 'expiresAt' as const, descending: false };
    const page = await engine.call('queue.list', { filter: { ofDomain: domain }, sort, limit: messagesShown });
    return [domain, page.messages];
  };

  const read = async () => {
    const mine = generation;
    const { search, sort } = store.getState();
    try {
      const { domains, total } = await engine.call('queue.domains', { search, sort, limit: maxDomains });
      const present = new Set(domains.map(({ domain }) => domain));
      const names = [...store.getState().opened.keys()].filter((domain) => present.has(domain));
      const messages = new Map(await Promise.all(names.map(messagesOf)));
      if (mine !== generation) return;
      // What was opened out or closed meanwhile is as the admin left it.
      const kept = [...store.getState().opened].flatMap(([domain, old]): [string, readonly QueuedMessage[]][] =>
        present.has(domain) ? [[domain, messages.get(domain) ?? old]] : [],
      );
      store.setState({ domains, total, opened: new Map(kept), loaded: true, failure: null });
    } catch (error) {
      if (mine === generation) store.setState({ failure: refusalOfError(error) });
    }
  };
  const refresher = createRefresher(read);

  const store: QueueDomainsStore = createStore<QueueDomainsState>((set, get) => ({
    search: '',
    sort: 'messages',
    domains: [],
    total: 0,
    opened: new Map(),
    loaded: false,
    failure: null,
    open() {
      opened += 1;
      if (opened === 1) {
        const stopQueue = engine.subscribe('queue.changed', {}, refresher.soon);
        const stopConnected = engine.onConnected(() => void refresher.now());
        stopEvents = () => {
          stopQueue();
          stopConnected();
          refresher.stop();
        };
      }
      return () => {
        opened -= 1;
        if (opened === 0) stopEvents();
      };
    },
    setSearch(search) {
      generation += 1;
      set({ search });
      if (opened > 0) void refresher.now();
    },
    setSort(sort) {
      generation += 1;
      set({ sort });
      if (opened > 0) void refresher.now();
    },
    toggle(domain) {
      const next = new Map(get().opened);
      if (next.delete(domain)) {
        set({ opened: next });
        return;
      }
      set({ opened: next.set(domain, []) });
      messagesOf(domain).then(
        ([, messages]) => {
          if (get().opened.has(domain)) set({ opened: new Map(get().opened).set(domain, messages) });
        },
        (error: unknown) => set({ failure: refusalOfError(error) }),
      );
    },
    refresh: refresher.now,
  }));
  return store;
}

import type { WaitingDomain } from '../queue/store.ts';

/**
 * Which domain's mail is due next, however much of it waits: one entry for each domain with waiting mail, none for a
 * message. What is noted is a lower bound: mail that is gone, held or put off leaves a note that is too early, and a look at
 * the queue corrects it.
 */
export interface DueDomains {
  /** Some mail of the domain is due at this time, or later than what is noted already. */
  offer(domain: string, dueAt: number): void;
  /** What the queue says of the domain; null where nothing waits. */
  correct(domain: string, dueAt: number | null): void;
  /** Forgets all, and takes what the queue says of every domain. */
  replace(domains: Iterable<WaitingDomain>): void;
  /** The domain whose mail is due longest, without those set aside. Null where none is due. */
  first(now: number): string | null;
  /** Null where nothing waits, but for those set aside. */
  nextDueAt(): number | null;
  /** Has all the connections that it may have: not to be found until it is taken back. */
  setAside(domain: string): void;
  takeBack(domain: string): void;
}

interface Entry {
  domain: string;
  dueAt: number;
  /** Decides between equals: who came first. */
  order: number;
}

export function createDueDomains(): DueDomains {
  /** What is noted of each domain, those set aside included. */
  const noted = new Map<string, Entry>();
  const aside = new Set<string>();
  let heap: Entry[] = [];
  let lastOrder = 0;

  const note = (domain: string, dueAt: number) => {
    lastOrder += 1;
    const entry = { domain, dueAt, order: lastOrder };
    noted.set(domain, entry);
    if (!aside.has(domain)) push(heap, entry);
  };
  /** Entries that were noted anew, or set aside, are still in the heap: they go when they come to its top. */
  const top = (): Entry | null => {
    for (let entry = heap[0]; entry; entry = heap[0]) {
      if (noted.get(entry.domain) === entry && !aside.has(entry.domain)) return entry;
      pop(heap);
    }
    return null;
  };

  return {
    offer(domain, dueAt) {
      const known = noted.get(domain);
      if (!known || dueAt < known.dueAt) note(domain, dueAt);
    },
    correct(domain, dueAt) {
      if (dueAt === null) noted.delete(domain);
      else if (noted.get(domain)?.dueAt !== dueAt) note(domain, dueAt);
    },
    replace(domains) {
      noted.clear();
      heap = [];
      for (const { domain, dueAt } of domains) note(domain, dueAt);
    },
    first(now) {
      const entry = top();
      return entry && entry.dueAt <= now ? entry.domain : null;
    },
    nextDueAt: () => top()?.dueAt ?? null,
    setAside: (domain) => void aside.add(domain),
    takeBack(domain) {
      const entry = noted.get(domain);
      if (aside.delete(domain) && entry) push(heap, entry);
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let place = heap.length;
  heap.push(entry);
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isBefore(entry, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const left = 2 * place + 1;
    const [first, second] = [heap[left], heap[left + 1]];
    if (!first) break;
    const [below, at] = second && isBefore(second, first) ? [second, left + 1] : [first, left];
    if (!isBefore(below, last)) break;
    heap[place] = below;
    place = at;
  }
  heap[place] = last;
}

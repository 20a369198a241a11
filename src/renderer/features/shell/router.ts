import { useSyncExternalStore } from 'react';

export const pageIds = [
  'overview',
  'domains',
  'domain',
  'routes',
  'certificate',
  'log',
  'queue',
  'settings',
  'about',
  'setup',
] as const;
export type PageId = (typeof pageIds)[number];

export interface Place {
  page: PageId;
  params: URLSearchParams;
}

/** `#/log?entry=12`. What is not known leads to the overview. */
export function parseHash(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const page = pageIds.find((id) => id === path) ?? 'overview';
  return { page, params: new URLSearchParams(query) };
}

export function hrefOf(page: PageId, params: Record<string, string> = {}): string {
  const query = new URLSearchParams(params).toString();
  return query ? `#/${page}?${query}` : `#/${page}`;
}

/**
 * `replace` leaves no trace in the history: for what opens and closes within a page. The place is another when this
 * returns, and all who show it hear of it now: a control that tells it would else fall back to how it was, for a moment.
 */
export function go(page: PageId, params: Record<string, string> = {}, how: 'push' | 'replace' = 'push'): void {
  const href = hrefOf(page, params);
  if (href === window.location.hash) return;
  if (how === 'push') window.history.pushState(null, '', href);
  else window.history.replaceState(null, '', href);
  for (const tell of [...followers]) tell();
}

const followers = new Set<() => void>();

/** Calls `listener` whenever the place is another, by a link and by `go`. */
export function followPlace(listener: () => void): () => void {
  followers.add(listener);
  window.addEventListener('hashchange', listener);
  return () => {
    followers.delete(listener);
    window.removeEventListener('hashchange', listener);
  };
}

let lastHash: string | null = null;
let lastPlace: Place = parseHash('');
let pageBefore: PageId | null = null;

/** The same object until the place is another. */
export function placeNow(): Place {
  if (window.location.hash !== lastHash) {
    const before = lastHash === null ? null : lastPlace.page;
    lastHash = window.location.hash;
    lastPlace = parseHash(lastHash);
    if (before !== lastPlace.page) pageBefore = before;
  }
  return lastPlace;
}

export function usePlace(): Place {
  return useSyncExternalStore(followPlace, placeNow);
}

/** The page that was shown before this one; null for the first. */
export function cameFrom(): PageId | null {
  return pageBefore;
}

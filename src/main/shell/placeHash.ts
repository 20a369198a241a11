import type { Place } from '../../shared/contract/desktop.ts';

/** The part of the page's address that names a place in it: `#/log?entry=12`. */
export function placeHash({ page, params }: Place): string {
  const query = new URLSearchParams(params).toString();
  return `#/${encodeURIComponent(page)}${query === '' ? '' : `?${query}`}`;
}

import { merge, type NewestFirst } from './entryList.ts';

/**
 * The part of a list of any length that is held: consecutive entries, newest first. Rows are numbered downwards, and a
 * number stays with its entry however much comes in above it, so numbers may be negative.
 */
export interface LogWindow {
  rows: NewestFirst;
  /** Number of the first of `rows`. */
  first: number;
  /** Number of the row at the top of the scroll bar's range, and how many rows that range has. */
  origin: number;
  total: number;
  /** How many rows the whole list has, as far as one can tell: a scroll bar shows at most `maxTotal` of them. */
  estimate: number;
  reachedNewest: boolean;
  reachedOldest: boolean;
}

/** `seq` of the newest and the oldest entry of the whole list. */
export interface ListEnds {
  newest: number;
  oldest: number;
}

export const noWindow: LogWindow = {
  rows: [],
  first: 0,
  origin: 0,
  total: 0,
  estimate: 0,
  reachedNewest: true,
  reachedOldest: true,
};

/** Of entries held at once: as many as a reader passes in some seconds, however long the log is. */
export const maxHeld = 1200;
/** Browsers end an element at some 17 to 33 million pixels; at 54 a row this is 13 million. */
export const maxTotal = 240_000;
/** At both ends of a range that shows fewer rows than there are, this many stand one for one. */
const exactRows = 2000;
/** Room that is kept where more is to come, so that a reader does not run into the end of the scroll bar. */
const spareRows = 400;

export function lastOf(window: LogWindow): number {
  return window.first + window.rows.length - 1;
}

/** A window that starts with the newest entry, at the top of the range. */
export function newestWindow(rows: NewestFirst, reachedOldest: boolean): LogWindow {
  const total = rows.length + (reachedOldest ? 0 : spareRows);
  return { rows, first: 0, origin: 0, total, estimate: total, reachedNewest: true, reachedOldest };
}

/** The same range with other entries in it, the first of them at `first`. */
export function movedWindow(window: LogWindow, rows: NewestFirst, first: number, ends: Partial<LogWindow>): LogWindow {
  return withRoom({ ...window, reachedNewest: false, reachedOldest: false, ...ends, rows, first });
}

/** With entries that come before the first. What is too far below is let go. */
export function withNewer(window: LogWindow, newer: NewestFirst, reachedNewest: boolean): LogWindow {
  const all = merge(newer, window.rows);
  const first = window.first - (all.length - window.rows.length);
  const isCut = all.length > maxHeld;
  const rows = isCut ? all.slice(0, maxHeld) : all;
  return withRoom({ ...window, rows, first, reachedNewest, reachedOldest: window.reachedOldest && !isCut });
}

/** With entries that come after the last. What is too far above is let go. */
export function withOlder(window: LogWindow, older: NewestFirst, reachedOldest: boolean): LogWindow {
  const all = merge(window.rows, older);
  const cut = Math.max(0, all.length - maxHeld);
  const rows = cut > 0 ? all.slice(cut) : all;
  return withRoom({
    ...window,
    rows,
    first: window.first + cut,
    reachedNewest: window.reachedNewest && cut === 0,
    reachedOldest,
  });
}

/** With entries that have just happened, above the first: the range grows with them. */
export function withFresh(window: LogWindow, fresh: NewestFirst): LogWindow {
  const added = merge(fresh, window.rows).length - window.rows.length;
  return withNewer(
    {
      ...window,
      origin: window.origin - added,
      total: Math.min(window.total + added, Math.max(maxTotal, window.total)),
      estimate: window.estimate + added,
    },
    fresh,
    true,
  );
}

/** The range made large enough for what is held, and no larger than it where an end is held. */
function withRoom(window: LogWindow): LogWindow {
  const last = lastOf(window);
  const origin = window.reachedNewest ? window.first : Math.min(window.origin, window.first - spareRows);
  const end = window.origin + window.total;
  const newEnd = window.reachedOldest ? last + 1 : Math.max(end, last + 1 + spareRows);
  return { ...window, origin, total: newEnd - origin, estimate: Math.max(window.estimate, window.rows.length) };
}

/**
 * The range laid out anew, so that the scroll bar stands where the entries are in the whole list: by their `seq`. For a
 * moment of rest: the numbers of the rows stay, `origin` and `total` change.
 */
export function settled(window: LogWindow, ends: ListEnds): LogWindow {
  const newest = window.rows[0];
  const oldest = window.rows.at(-1);
  if (!newest || !oldest || (window.reachedNewest && window.reachedOldest)) return withRoom(window);
  const held = window.rows.length;
  const span = Math.max(1, ends.newest - ends.oldest + 1);
  const density = held / (newest.seq - oldest.seq + 1);
  const estimate = Math.max(held + spareRows, Math.round(span * Math.min(1, density)));
  const total = Math.min(estimate, maxTotal);
  const above = Math.round(((ends.newest - newest.seq) / span) * estimate);
  const place = Math.max(spareRows, Math.min(scaled(above, estimate, total), total - held - spareRows));
  const origin = window.reachedNewest ? window.first : window.first - place;
  return withRoom({ ...window, estimate, origin, total: Math.max(total, held) });
}

/** The `seq` that stands at a row, held or not: what a jump there asks for. */
export function seqAt(window: LogWindow, ends: ListEnds, row: number): number {
  const { origin, total, estimate } = window;
  const place = Math.max(0, Math.min(total - 1, row - origin));
  const above = unscaled(place, Math.max(estimate, total), total);
  const span = ends.newest - ends.oldest + 1;
  const seq = Math.round(ends.newest - (above / Math.max(1, Math.max(estimate, total))) * span);
  return Math.max(ends.oldest, Math.min(ends.newest, seq));
}

/** Where the `above`-th of `estimate` rows stands in a range of `total`: one for one at both ends. */
function scaled(above: number, estimate: number, total: number): number {
  if (estimate <= total || above <= exactRows) return above;
  const below = estimate - above;
  if (below <= exactRows) return total - below;
  const share = (above - exactRows) / (estimate - 2 * exactRows);
  return Math.round(exactRows + share * (total - 2 * exactRows));
}

/** The inverse of `scaled`. */
function unscaled(place: number, estimate: number, total: number): number {
  if (estimate <= total || place <= exactRows) return place;
  const below = total - place;
  if (below <= exactRows) return estimate - below;
  const share = (place - exactRows) / (total - 2 * exactRows);
  return Math.round(exactRows + share * (estimate - 2 * exactRows));
}

import { useRef } from 'react';
import { extended, type RowSelection, toggled } from './rowSelection.ts';

export interface RangeSelection {
  /** Space, a checkbox, or Control and a click. */
  toggle(index: number): void;
  /** Shift: all from where the last row was selected alone, else from `from`, up to `to`. */
  extend(from: number, to: number): void;
  selectAll(): void;
}

/** Selects rows the way that lists of files do. Null where nothing can be selected. */
export function useRangeSelection<Item>(
  selection: RowSelection,
  items: readonly Item[],
  keyOf: (item: Item) => string,
): RangeSelection;
export function useRangeSelection<Item>(
  selection: RowSelection | undefined,
  items: readonly Item[],
  keyOf: (item: Item) => string,
): RangeSelection | null;
export function useRangeSelection<Item>(
  selection: RowSelection | undefined,
  items: readonly Item[],
  keyOf: (item: Item) => string,
): RangeSelection | null {
  /** Where a range begins: the last row that was selected alone. */
  const anchor = useRef<string | null>(null);
  if (!selection) return null;
  const { selected, change } = selection;
  return {
    toggle(index) {
      const item = items[index];
      if (item === undefined) return;
      anchor.current = keyOf(item);
      change(toggled(selected, anchor.current));
    },
    extend(from, to) {
      const keys = items.map(keyOf);
      const start = anchor.current === null ? -1 : keys.indexOf(anchor.current);
      if (start === -1) anchor.current = keys[from] ?? null;
      change(extended(selected, keys, start === -1 ? from : start, to));
    },
    selectAll: () => change(new Set(items.map(keyOf))),
  };
}

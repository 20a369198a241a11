import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Scrolls along when rows come or go above what is read. At the very top the newest come into view, unless the focus is
 * on a row.
 */
export function useKeptPlace<Item>(
  isOn: boolean,
  scroller: RefObject<HTMLElement | null>,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  rowHeight: number,
): void {
  const shown = useRef<readonly Item[]>(items);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = items;
    const element = scroller.current;
    if (!isOn || !element || before === items || before.length === 0) return;
    const focused = element.contains(document.activeElement);
    if (element.scrollTop === 0 && !focused) return;
    element.scrollTop += movedRows(before.map(keyOf), items.map(keyOf), element.scrollTop / rowHeight) * rowHeight;
  });
}

/** By how many rows the first one at or after `top` that is still there has moved. */
export function movedRows(before: readonly string[], after: readonly string[], top: number): number {
  const places = new Map(after.map((key, index) => [key, index]));
  for (let index = Math.floor(top); index < before.length; index += 1) {
    const key = before[index];
    const place = key === undefined ? undefined : places.get(key);
    if (place !== undefined) return place - index;
  }
  return 0;
}

import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { extended, type RowSelection, toggled } from './rowSelection.ts';
import type { EndlessRows, ScrollPlace } from './useEndlessScroll.ts';

interface GridKeysOptions<Item> {
  list: EndlessRows<Item>;
  keyOf(item: Item): string;
  onOpen(item: Item): void;
  onCopy(item: Item): void;
  onGoTo(end: 'first' | 'last'): void;
  selection: RowSelection;
  reveal(row: number): void;
  pageRows: number;
  scrollTo: ScrollPlace | null;
}

const controls = 'button, a, input, label, [role="menu"]';

/** Arrow keys walk the rows of an endless list, Enter opens one, Space, Shift and Control select, as in VirtualGrid. */
export function useGridKeys<Item>(options: GridKeysOptions<Item>) {
  const { list, keyOf, onOpen, onCopy, onGoTo, selection, reveal, pageRows, scrollTo } = options;
  /** By key: rows that come in on top do not move the focus. */
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const wantsFocus = useRef<string | null>(null);
  /** Home or End were pressed: where the list is scrolled to next, the focus goes. */
  const wantsEnd = useRef(false);
  /** Where a range begins: the last row that was selected alone. */
  const anchor = useRef<string | null>(null);

  const itemAt = (row: number): Item | undefined => list.rows[row - list.first];
  const lastRow = list.first + list.rows.length - 1;

  const focusRow = (row: number) => {
    const item = itemAt(row);
    if (item === undefined) return;
    wantsFocus.current = keyOf(item);
    setActiveKey(wantsFocus.current);
    reveal(row);
  };

  // Once for each time that the list is scrolled somewhere.
  useEffect(() => {
    if (!scrollTo || !wantsEnd.current) return;
    wantsEnd.current = false;
    focusRow(scrollTo.row);
  }, [scrollTo]);

  const toggle = (item: Item) => {
    anchor.current = keyOf(item);
    selection.change(toggled(selection.selected, anchor.current));
  };

  const extend = (from: number, to: number) => {
    const keys = list.rows.map(keyOf);
    const start = anchor.current === null ? -1 : keys.indexOf(anchor.current);
    if (start === -1) anchor.current = keys[from - list.first] ?? null;
    selection.change(extended(selection.selected, keys, start === -1 ? from - list.first : start, to - list.first));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.target instanceof HTMLElement) || !event.currentTarget.contains(event.target)) return;
    const withControl = event.ctrlKey || event.metaKey;
    if (event.key.toLowerCase() === 'a' && withControl) {
      event.preventDefault();
      selection.change(new Set(list.rows.map(keyOf)));
      return;
    }
    const element = event.target.closest<HTMLElement>('[data-row]');
    if (!element) return;
    const row = Number(element.dataset.row);
    const item = itemAt(row);
    const moves: Record<string, number> = {
      ArrowDown: row + 1,
      ArrowUp: row - 1,
      PageDown: row + pageRows,
      PageUp: row - pageRows,
    };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      const end = Math.max(list.first, Math.min(lastRow, target));
      if (event.shiftKey) extend(row, end);
      focusRow(end);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      wantsEnd.current = true;
      onGoTo(event.key === 'Home' ? 'first' : 'last');
    } else if (item !== undefined && event.target === element) {
      if (event.key === ' ') {
        event.preventDefault();
        toggle(item);
      } else if (event.key === 'Enter') {
        event.preventDefault();
        onOpen(item);
      } else if (event.key.toLowerCase() === 'c' && withControl && !window.getSelection()?.toString()) {
        event.preventDefault();
        onCopy(item);
      } else if (event.key === 'Escape' && selection.selected.size > 0) {
        selection.change(new Set());
      }
    }
  };

  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    if (!(event.target instanceof Element) || !event.currentTarget.contains(event.target)) return;
    const row = event.target.closest<HTMLElement>('[data-row]');
    const number = Number(row?.dataset.row);
    const item = row ? itemAt(number) : undefined;
    if (item === undefined) return;
    const onCheckbox = event.target.closest('[data-select-row]') !== null;
    if (!onCheckbox && event.target.closest(controls)) return;
    if (event.shiftKey) {
      window.getSelection()?.removeAllRanges();
      extend(number, number);
    } else if (onCheckbox || event.ctrlKey || event.metaKey) toggle(item);
    else if (!window.getSelection()?.toString()) onOpen(item);
  };

  return {
    onKeyDown,
    onClick,
    activeKey,
    setActiveKey,
    focusIfWanted(key: string, element: HTMLElement | null) {
      if (!element || wantsFocus.current !== key) return;
      wantsFocus.current = null;
      element.focus({ preventScroll: true });
    },
  };
}

import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import type { RowSelection } from './rowSelection.ts';
import type { EndlessRows, ScrollPlace } from './useEndlessScroll.ts';
import { rowControls } from './useGridEvents.ts';
import { useRangeSelection } from './useRangeSelection.ts';
import { useRowFocus } from './useRowFocus.ts';

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

/** Arrow keys walk the rows of an endless list, Enter opens one, Space, Shift and Control select, as in VirtualGrid. */
export function useGridKeys<Item>(options: GridKeysOptions<Item>) {
  const { list, keyOf, onOpen, onCopy, onGoTo, selection, reveal, pageRows, scrollTo } = options;
  const { activeKey, setActiveKey, moveTo, takeFocus } = useRowFocus();
  const range = useRangeSelection(selection, list.rows, keyOf);
  /** Home or End were pressed: where the list is scrolled to next, the focus goes. */
  const wantsEnd = useRef(false);

  const itemAt = (row: number): Item | undefined => list.rows[row - list.first];
  const lastRow = list.first + list.rows.length - 1;

  const focusRow = (row: number) => {
    const item = itemAt(row);
    if (item === undefined) return;
    moveTo(keyOf(item));
    reveal(row);
  };

  // Once for each time that the list is scrolled somewhere.
  useEffect(() => {
    if (!scrollTo || !wantsEnd.current) return;
    wantsEnd.current = false;
    focusRow(scrollTo.row);
  }, [scrollTo]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.target instanceof HTMLElement) || !event.currentTarget.contains(event.target)) return;
    const withControl = event.ctrlKey || event.metaKey;
    if (event.key.toLowerCase() === 'a' && withControl) {
      event.preventDefault();
      range.selectAll();
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
      if (event.shiftKey) range.extend(row - list.first, end - list.first);
      focusRow(end);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      wantsEnd.current = true;
      onGoTo(event.key === 'Home' ? 'first' : 'last');
    } else if (item !== undefined && event.target === element) {
      if (event.key === ' ') {
        event.preventDefault();
        range.toggle(row - list.first);
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
    const index = Number(row?.dataset.row) - list.first;
    const item = row ? list.rows[index] : undefined;
    if (item === undefined) return;
    const onCheckbox = event.target.closest('[data-select-row]') !== null;
    if (!onCheckbox && event.target.closest(rowControls)) return;
    if (event.shiftKey) {
      window.getSelection()?.removeAllRanges();
      range.extend(index, index);
    } else if (onCheckbox || event.ctrlKey || event.metaKey) range.toggle(index);
    else if (!window.getSelection()?.toString()) onOpen(item);
  };

  return { onKeyDown, onClick, activeKey, setActiveKey, takeFocus };
}

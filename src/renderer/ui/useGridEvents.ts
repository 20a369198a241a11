import type { KeyboardEvent, MouseEvent } from 'react';
import type { RangeSelection } from './useRangeSelection.ts';

interface GridEventsOptions<Item> {
  items: readonly Item[];
  onOpen: ((item: Item) => void) | undefined;
  selection: RangeSelection | null;
  focusRow(index: number): void;
  /** Rows that Page Up and Page Down pass. */
  pageRows(): number;
}

/** Clicks on these are theirs, not the row's. */
export const rowControls = 'button, a, input, select, label, [role="menu"]';
/** Controls in a row whose own keys these are. */
const usesArrows = 'select, textarea, input:not([type="checkbox"])';

/** Arrow keys walk the rows of a VirtualGrid, Enter or a click opens one, Space, Shift and Control select. */
export function useGridEvents<Item>({ items, onOpen, selection, focusRow, pageRows }: GridEventsOptions<Item>) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!(event.target instanceof HTMLElement) || !event.currentTarget.contains(event.target)) return;
    if (selection && event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      selection.selectAll();
      return;
    }
    const row = event.target.closest<HTMLElement>('[data-index]');
    if (!row || event.target.matches(usesArrows)) return;
    const index = Number(row.dataset.index);
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + pageRows(),
      PageUp: index - pageRows(),
      Home: 0,
      End: items.length - 1,
    };
    const target = moves[event.key];
    const item = items[index];
    if (target !== undefined) {
      event.preventDefault();
      const end = Math.max(0, Math.min(items.length - 1, target));
      if (event.shiftKey) selection?.extend(index, end);
      focusRow(end);
    } else if (selection && event.key === ' ' && event.target === row) {
      event.preventDefault();
      selection.toggle(index);
    } else if (event.key === 'Enter' && event.target === row && item !== undefined && onOpen) {
      event.preventDefault();
      onOpen(item);
    }
  };

  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    if (!(event.target instanceof Element) || !event.currentTarget.contains(event.target)) return;
    const row = event.target.closest<HTMLElement>('[data-index]');
    const index = row ? Number(row.dataset.index) : -1;
    const item = items[index];
    const onCheckbox = event.target.closest('[data-select-row]') !== null;
    if (selection && item !== undefined && (onCheckbox || !event.target.closest(rowControls))) {
      if (event.shiftKey) {
        window.getSelection()?.removeAllRanges();
        selection.extend(index, index);
        return;
      }
      if (onCheckbox || event.ctrlKey || event.metaKey) {
        selection.toggle(index);
        return;
      }
    }
    if (item === undefined || event.target.closest(rowControls) || window.getSelection()?.toString()) return;
    onOpen?.(item);
  };

  return { onKeyDown, onClick };
}

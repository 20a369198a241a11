/* biome-ignore-all lint/a11y/useSemanticElements: a native table cannot leave out the rows that are not seen. */
/* biome-ignore-all lint/a11y/useFocusableInteractive: of a grid with row focus, only rows take part (ARIA APG, grid). */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

import { extended, type RowSelection, toggled } from './rowSelection.ts';
import type { SortState } from './SortHeader.tsx';
import { useKeptPlace } from './useKeptPlace.ts';

export interface GridColumn<Item> {
  id: string;
  header: ReactNode;
  /** A CSS grid track: `120px`, `minmax(0, 1fr)`. */
  width: string;
  cell(item: Item): ReactNode;
  align?: 'end';
  /** Of a column whose header is a `SortHeader`. */
  sort?: SortState;
}

export interface VirtualGridHandle {
  scrollToTop(): void;
}

interface VirtualGridProps<Item> {
  label: string;
  columns: readonly GridColumn<Item>[];
  items: readonly Item[];
  keyOf(item: Item): string;
  rowHeight: number;
  /** Click or Enter on a row. */
  onOpen?(item: Item): void;
  isChosen?(item: Item): boolean;
  /** Space, Shift and Control with arrows, A and clicks select rows; `selectColumn` shows it. */
  selection?: RowSelection;
  /** Rows that come and go above do not move what is read. */
  keepsPlace?: boolean;
  /** Indexes of the first and the last row that are rendered. */
  onRange?(first: number, last: number): void;
  /** Asks for more when the reader comes near the end. */
  onNearEnd?(): void;
  /** `scrollTop` in pixels. */
  onScroll?(scrollTop: number): void;
  /** The key of a row to begin at, with the focus on it: where the reader was before. */
  returnTo?: string | null;
  /** Instead of rows. */
  empty?: ReactNode;
  /** Below the last row. */
  end?: ReactNode;
  ref?: Ref<VirtualGridHandle>;
}

const headHeight = 34;
const controls = 'button, a, input, select, label, [role="menu"]';
/** Controls in a row whose own keys these are. */
const usesArrows = 'select, textarea, input:not([type="checkbox"])';

/** A table of any length, of which only what is seen is rendered. Arrow keys walk its rows, Enter opens one. */
export function VirtualGrid<Item>(props: VirtualGridProps<Item>) {
  const { label, columns, items, keyOf, rowHeight, onOpen, isChosen, onNearEnd, onScroll, empty, end, ref } = props;
  const { selection, onRange, keepsPlace = false, returnTo = null } = props;
  const scroller = useRef<HTMLDivElement>(null);
  /** By key and not by index: rows that come in on top do not move the focus. */
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const wantsFocus = useRef<string | null>(null);
  /** Where a range begins: the last row that was selected alone. */
  const anchor = useRef<string | null>(null);

  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  // What it measured stays with it: a window that becomes narrow has higher rows.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const rows = virtualizer.getVirtualItems();
  const firstRow = rows[0]?.index ?? 0;
  const lastRow = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastRow >= 0) onRange?.(firstRow, lastRow);
  }, [firstRow, lastRow, onRange]);
  useKeptPlace(keepsPlace, scroller, items, keyOf, rowHeight);
  const activeIsShown = rows.some((row) => keyAt(row.index) === activeKey);

  useImperativeHandle(ref, () => ({ scrollToTop: () => scroller.current?.scrollTo({ top: 0 }) }));

  function keyAt(index: number): string | null {
    const item = items[index];
    return item === undefined ? null : keyOf(item);
  }

  function focusRow(index: number) {
    const target = Math.max(0, Math.min(items.length - 1, index));
    const key = keyAt(target);
    if (key === null) return;
    wantsFocus.current = key;
    setActiveKey(key);
    virtualizer.scrollToIndex(target, { align: 'auto' });
  }

  // Once, with what is there: a list that is still being read has no place to return to.
  useEffect(() => {
    const index = returnTo === null ? -1 : items.findIndex((item) => keyOf(item) === returnTo);
    if (index === -1) return;
    focusRow(index);
    virtualizer.scrollToIndex(index, { align: 'center' });
  }, []);

  function toggle(index: number) {
    const key = keyAt(index);
    if (!selection || key === null) return;
    anchor.current = key;
    selection.change(toggled(selection.selected, key));
  }

  function extend(from: number, to: number) {
    if (!selection) return;
    const keys = items.map(keyOf);
    const start = anchor.current === null ? -1 : keys.indexOf(anchor.current);
    if (start === -1) anchor.current = keyAt(from);
    selection.change(extended(selection.selected, keys, start === -1 ? from : start, to));
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (!(event.target instanceof HTMLElement) || !event.currentTarget.contains(event.target)) return;
    if (selection && event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      selection.change(new Set(items.map(keyOf)));
      return;
    }
    const row = event.target.closest<HTMLElement>('[data-index]');
    if (!row || event.target.matches(usesArrows)) return;
    const index = Number(row.dataset.index);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: items.length - 1,
    };
    const target = moves[event.key];
    const item = items[index];
    if (target !== undefined) {
      event.preventDefault();
      const end = Math.max(0, Math.min(items.length - 1, target));
      if (event.shiftKey && selection) extend(index, end);
      focusRow(end);
    } else if (selection && event.key === ' ' && event.target === row) {
      event.preventDefault();
      toggle(index);
    } else if (event.key === 'Enter' && event.target === row && item !== undefined && onOpen) {
      event.preventDefault();
      onOpen(item);
    }
  }

  function onClick(event: MouseEvent<HTMLDivElement>) {
    if (!(event.target instanceof Element) || !event.currentTarget.contains(event.target)) return;
    const row = event.target.closest<HTMLElement>('[data-index]');
    const index = row ? Number(row.dataset.index) : -1;
    const item = items[index];
    const onCheckbox = event.target.closest('[data-select-row]') !== null;
    if (selection && item !== undefined && (onCheckbox || !event.target.closest(controls))) {
      if (event.shiftKey) {
        window.getSelection()?.removeAllRanges();
        extend(index, index);
        return;
      }
      if (onCheckbox || event.ctrlKey || event.metaKey) {
        toggle(index);
        return;
      }
    }
    if (item === undefined || event.target.closest(controls) || window.getSelection()?.toString()) return;
    onOpen?.(item);
  }

  function onScrolled() {
    const element = scroller.current;
    if (!element) return;
    onScroll?.(element.scrollTop);
    if (element.scrollHeight - element.scrollTop - element.clientHeight < rowHeight * 20) onNearEnd?.();
  }

  const takeFocus = useCallback((key: string, element: HTMLElement) => {
    if (wantsFocus.current !== key) return;
    wantsFocus.current = null;
    element.focus({ preventScroll: true });
  }, []);

  const template = { gridTemplateColumns: columns.map((column) => column.width).join(' ') };
  return (
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={items.length + 1}
      aria-multiselectable={selection ? true : undefined}
      className="grid"
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div className="gridScroller" ref={scroller} onScroll={onScrolled}>
        <div role="rowgroup" className="gridHead">
          <div role="row" aria-rowindex={1} className="gridRow" style={{ ...template, height: headHeight }}>
            {columns.map((column) => (
              <div
                role="columnheader"
                key={column.id}
                className="gridCell"
                data-align={column.align}
                aria-sort={column.sort}
              >
                {column.header}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="gridBody" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const item = items[row.index];
            if (item === undefined) return null;
            const key = keyOf(item);
            const isTabStop = activeIsShown ? key === activeKey : row.index === (rows[0]?.index ?? 0);
            return (
              <GridRow
                key={key}
                rowKey={key}
                item={item}
                columns={columns}
                index={row.index}
                top={row.start - headHeight}
                height={rowHeight}
                isTabStop={isTabStop}
                isSelected={selection ? selection.selected.has(key) : isChosen?.(item)}
                opens={onOpen !== undefined}
                onFocus={setActiveKey}
                onShown={takeFocus}
              />
            );
          })}
        </div>
        {items.length === 0 ? empty : end}
      </div>
    </div>
  );
}

interface GridRowProps<Item> {
  rowKey: string;
  item: Item;
  columns: readonly GridColumn<Item>[];
  index: number;
  top: number;
  height: number;
  isTabStop: boolean;
  isSelected: boolean | undefined;
  opens: boolean;
  onFocus(key: string): void;
  onShown(key: string, element: HTMLElement): void;
}

function Row<Item>(props: GridRowProps<Item>): ReactNode {
  const { rowKey, item, columns, index, top, height, isTabStop, isSelected, opens, onFocus, onShown } = props;
  const element = useRef<HTMLDivElement>(null);
  // After every render: a row that is in sight already may be the one that the focus moves to.
  useEffect(() => {
    if (element.current) onShown(rowKey, element.current);
  });
  return (
    <div
      role="row"
      ref={element}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      data-opens={opens || undefined}
      className="gridRow gridItem"
      tabIndex={isTabStop ? 0 : -1}
      style={{ gridTemplateColumns: columns.map((column) => column.width).join(' '), height, top }}
      onFocus={() => onFocus(rowKey)}
    >
      {columns.map((column) => (
        <div role="gridcell" key={column.id} className="gridCell" data-align={column.align}>
          {column.cell(item)}
        </div>
      ))}
    </div>
  );
}

/** Scrolling renders the rows that come in, and leaves alone those that are there: given the same columns. */
const GridRow: typeof Row = memo(Row);

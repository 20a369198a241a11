/* biome-ignore-all lint/a11y/useSemanticElements: a native table cannot leave out the rows that are not seen. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { GridHead, headHeight } from './GridHead.tsx';
import { GridNote } from './GridNote.tsx';
import { GridRow } from './GridRow.tsx';
import type { GridColumn } from './gridColumn.ts';
import type { RowSelection } from './rowSelection.ts';
import { useGridEvents } from './useGridEvents.ts';
import { useKeptPlace } from './useKeptPlace.ts';
import { useRangeSelection } from './useRangeSelection.ts';
import { useRowFocus } from './useRowFocus.ts';

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

/** A table of any length, of which only what is seen is rendered. Arrow keys walk its rows, Enter opens one. */
export function VirtualGrid<Item>(props: VirtualGridProps<Item>) {
  const { label, columns, items, keyOf, rowHeight, onOpen, isChosen, onNearEnd, onScroll, empty, end, ref } = props;
  const { selection, onRange, keepsPlace = false, returnTo = null } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { activeKey, setActiveKey, moveTo, takeFocus } = useRowFocus();

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
    moveTo(key);
    virtualizer.scrollToIndex(target, { align: 'auto' });
  }

  // Once, with what is there: a list that is still being read has no place to return to.
  useEffect(() => {
    const index = returnTo === null ? -1 : items.findIndex((item) => keyOf(item) === returnTo);
    if (index === -1) return;
    focusRow(index);
    virtualizer.scrollToIndex(index, { align: 'center' });
  }, []);

  const events = useGridEvents({
    items,
    onOpen,
    selection: useRangeSelection(selection, items, keyOf),
    focusRow,
    pageRows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1),
  });

  function onScrolled() {
    const element = scroller.current;
    if (!element) return;
    onScroll?.(element.scrollTop);
    if (element.scrollHeight - element.scrollTop - element.clientHeight < rowHeight * 20) onNearEnd?.();
  }

  return (
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={items.length + 1}
      aria-multiselectable={selection ? true : undefined}
      className="grid"
      {...events}
    >
      <div className="gridScroller" ref={scroller} onScroll={onScrolled}>
        <GridHead columns={columns} />
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
        <GridNote>{items.length === 0 ? empty : end}</GridNote>
      </div>
    </div>
  );
}

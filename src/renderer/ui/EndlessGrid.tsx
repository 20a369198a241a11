/* biome-ignore-all lint/a11y/useSemanticElements: a native table cannot leave out the rows that are not seen. */
/* biome-ignore-all lint/a11y/useFocusableInteractive: of a grid with row focus, only rows take part (ARIA APG, grid). */
import type { ReactNode } from 'react';
import { GridNote } from './GridNote.tsx';
import type { RowSelection } from './rowSelection.ts';
import { type EndlessRows, type ScrollPlace, useEndlessScroll } from './useEndlessScroll.ts';
import { useGridKeys } from './useGridKeys.ts';

export interface EndlessColumn {
  id: string;
  header: ReactNode;
  /** A CSS grid track: `120px`, `minmax(0, 1fr)`. */
  width: string;
}

interface EndlessGridProps<Item> {
  label: string;
  columns: readonly EndlessColumn[];
  /**
   * A `gridcell` for each column. To be a memoised component: a row's number changes with everything that comes in above
   * it, its cells do not.
   */
  cells(item: Item): ReactNode;
  list: EndlessRows<Item>;
  keyOf(item: Item): string;
  rowHeight: number;
  /** Click or Enter on a row. */
  onOpen(item: Item): void;
  /** Control or Command with C. */
  onCopy(item: Item): void;
  isChosen(item: Item): boolean;
  selection: RowSelection;
  /** The reader sees these rows, the first one `topPx` below the upper end. */
  onSee(first: number, last: number, topPx: number): void;
  onRest(): void;
  /** Home and End: the ends may be far from what is held. */
  onGoTo(end: 'first' | 'last'): void;
  scrollTo: ScrollPlace | null;
  /** Instead of rows. */
  empty?: ReactNode;
  /** Below the last row. */
  end?: ReactNode;
}

/**
 * A table of which only a part is held, at any place of any length. It looks and is used as VirtualGrid, which holds all
 * of its items. Rows keep their place on the screen whatever is read before or after them.
 */
export function EndlessGrid<Item>(props: EndlessGridProps<Item>) {
  const { label, columns, cells, list, keyOf, rowHeight, isChosen, selection, empty, end } = props;
  const { scroller, onScroll, first, last, reveal, pageRows } = useEndlessScroll(props);
  const { onKeyDown, onClick, activeKey, setActiveKey, takeFocus } = useGridKeys({ ...props, reveal, pageRows });

  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const held = (row: number): Item | undefined => list.rows[row - list.first];
  const keys = numbers.map((row) => {
    const item = held(row);
    return item === undefined ? null : keyOf(item);
  });
  const tabStop = keys.includes(activeKey) ? activeKey : (keys.find((key) => key !== null) ?? null);
  const template = { gridTemplateColumns: columns.map((column) => column.width).join(' ') };
  return (
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={list.isWhole ? list.rows.length + 1 : -1}
      aria-multiselectable
      className="grid"
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div className="gridScroller" ref={scroller} onScroll={onScroll}>
        <div role="rowgroup" className="gridHead">
          <div role="row" aria-rowindex={1} className="gridRow gridHeadRow" style={template}>
            {columns.map((column) => (
              <div role="columnheader" key={column.id} className="gridCell">
                {column.header}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="gridBody" style={{ height: list.total * rowHeight }}>
          <div role="presentation" className="gridBlock" style={{ top: (first - list.origin) * rowHeight }}>
            {numbers.map((row, i) => {
              const item = held(row);
              const key = keys[i];
              if (item === undefined || key === null || key === undefined) {
                return <div key={`missing ${row}`} className="gridMissing" style={{ height: rowHeight }} aria-hidden />;
              }
              return (
                <div
                  role="row"
                  key={key}
                  ref={(element) => takeFocus(key, element)}
                  aria-rowindex={row - list.origin + 2}
                  aria-selected={selection.selected.has(key)}
                  data-row={row}
                  data-index={row - list.origin}
                  data-chosen={isChosen(item) || undefined}
                  data-opens
                  className="gridRow gridItem"
                  tabIndex={key === tabStop ? 0 : -1}
                  style={{ ...template, height: rowHeight }}
                  onFocus={() => setActiveKey(key)}
                >
                  {cells(item)}
                </div>
              );
            })}
          </div>
        </div>
        <GridNote>{list.rows.length === 0 ? empty : end}</GridNote>
      </div>
    </div>
  );
}

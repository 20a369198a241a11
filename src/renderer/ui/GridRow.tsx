/* biome-ignore-all lint/a11y/useSemanticElements: a native table cannot leave out the rows that are not seen. */
/* biome-ignore-all lint/a11y/useFocusableInteractive: of a grid with row focus, only rows take part (ARIA APG, grid). */
import { memo, type ReactNode, useEffect, useRef } from 'react';
import { type GridColumn, gridTemplate } from './gridColumn.ts';

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
      style={{ gridTemplateColumns: gridTemplate(columns), height, top }}
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
export const GridRow: typeof Row = memo(Row);

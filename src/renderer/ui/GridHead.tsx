/* biome-ignore-all lint/a11y/useSemanticElements: a native table cannot leave out the rows that are not seen. */
/* biome-ignore-all lint/a11y/useFocusableInteractive: of a grid with row focus, only rows take part (ARIA APG, grid). */
import { type GridColumn, gridTemplate } from './gridColumn.ts';

export const headHeight = 34;

export function GridHead<Item>({ columns }: { columns: readonly GridColumn<Item>[] }) {
  return (
    <div role="rowgroup" className="gridHead">
      <div
        role="row"
        aria-rowindex={1}
        className="gridRow"
        style={{ gridTemplateColumns: gridTemplate(columns), height: headHeight }}
      >
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
  );
}

import type { GridColumn } from './gridColumn.ts';
import type { RowSelection } from './rowSelection.ts';

/**
 * The column of checkboxes of a VirtualGrid with `selection`. The grid itself listens to their clicks, so that Shift
 * takes a range. `all` are the keys of all rows, `nameOf` says what is selected: "Select example.com".
 */
export function selectColumn<Item>(
  { selected, change }: RowSelection,
  all: readonly string[],
  keyOf: (item: Item) => string,
  words: { all: string; nameOf(item: Item): string },
): GridColumn<Item> {
  const allSelected = all.length > 0 && selected.size === all.length;
  return {
    id: 'select',
    width: '24px',
    header: (
      <input
        type="checkbox"
        className="rowCheckbox"
        ref={(element) => {
          if (element) element.indeterminate = selected.size > 0 && !allSelected;
        }}
        aria-label={words.all}
        checked={allSelected}
        onChange={(event) => change(new Set(event.currentTarget.checked ? all : []))}
      />
    ),
    cell: (item) => (
      <input
        type="checkbox"
        className="rowCheckbox"
        tabIndex={-1}
        data-select-row
        aria-label={words.nameOf(item)}
        checked={selected.has(keyOf(item))}
        onChange={() => {}}
      />
    ),
  };
}

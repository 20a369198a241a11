import type { ReactNode } from 'react';
import type { SortState } from './SortHeader.tsx';

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

/** The tracks that a row of these columns is laid out by. */
export function gridTemplate<Item>(columns: readonly GridColumn<Item>[]): string {
  return columns.map((column) => column.width).join(' ');
}

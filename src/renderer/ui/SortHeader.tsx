import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export type SortState = 'ascending' | 'descending' | 'none';

/** The head of a column that sorts the list: pressed again, the other way round. */
export function SortHeader({ state, onSort, children }: { state: SortState; onSort(): void; children: ReactNode }) {
  const Arrow = state === 'descending' ? IconArrowDown : IconArrowUp;
  return (
    <UnstyledButton type="button" className="sortHeader" data-sorted={state !== 'none' || undefined} onClick={onSort}>
      <span className="clipped">{children}</span>
      <Arrow size={13} stroke={2.2} aria-hidden />
    </UnstyledButton>
  );
}

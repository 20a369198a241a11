/* biome-ignore-all lint/a11y/useSemanticElements: it stands in a grid of our own. */
/* biome-ignore-all lint/a11y/useFocusableInteractive: what is in it takes the focus, if anything. */
import type { ReactNode } from 'react';

/** What stands in a grid instead of its rows or below them: a grid may hold nothing but rows of cells. */
export function GridNote({ children }: { children: ReactNode }) {
  if (children === null || children === undefined || children === false) return null;
  return (
    <div role="row">
      <div role="gridcell">{children}</div>
    </div>
  );
}

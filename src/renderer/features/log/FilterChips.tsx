import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { LogFilter } from '../../../shared/contract/logFilter.ts';
import { noLogFilter } from '../../stores/logFilter.ts';
import { filterChips } from './filterWords.ts';

/** What the list is restricted to, each to be taken away alone. */
export function FilterChips({ filter, onFilter }: { filter: LogFilter; onFilter(filter: LogFilter): void }) {
  const chips = filterChips(filter);
  if (chips.length === 0) return null;
  return (
    <ul className="chips" aria-label="Filters in use">
      {chips.map(({ id, text, without }) => (
        <li key={id} className="chip">
          <span className="clipped" title={text}>
            <bdi>{text}</bdi>
          </span>
          <button type="button" className="chipButton" aria-label={`Remove: ${text}`} onClick={() => onFilter(without)}>
            <IconX size={14} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <Button variant="subtle" size="compact-sm" onClick={() => onFilter(noLogFilter)}>
          Clear filters
        </Button>
      </li>
    </ul>
  );
}

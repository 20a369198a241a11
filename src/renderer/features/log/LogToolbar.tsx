import { Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type Ref, useEffect, useRef, useState } from 'react';
import type { LogFilter } from '../../../shared/contract/logFilter.ts';
import { FilterPanel } from './FilterPanel.tsx';
import { LogMenu, type LogMenuProps } from './LogMenu.tsx';
import { SavedFiltersMenu } from './SavedFiltersMenu.tsx';
import { TimeFilter } from './TimeFilter.tsx';

interface LogToolbarProps extends LogMenuProps {
  filter: LogFilter;
  onFilter(filter: LogFilter): void;
  searchRef: Ref<HTMLInputElement>;
}

export function LogToolbar({ filter, onFilter, searchRef, ...menu }: LogToolbarProps) {
  const [text, setText] = useTyped(filter.text, (typed) => onFilter({ ...filter, text: typed }));
  return (
    <div className="toolbar logToolbar">
      <TextInput
        ref={searchRef}
        aria-label="Search the log"
        placeholder="Search the log"
        leftSection={<IconSearch size={16} />}
        type="search"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        className="toolbarSearch"
        spellCheck={false}
        maxLength={200}
      />
      <TimeFilter filter={filter} onFilter={onFilter} />
      <FilterPanel filter={filter} onFilter={onFilter} />
      <Switch
        label="Only TLS failures"
        checked={filter.onlyTlsFailures}
        onChange={(event) => onFilter({ ...filter, onlyTlsFailures: event.currentTarget.checked })}
      />
      <div className="toolbarEnd">
        <SavedFiltersMenu filter={filter} onFilter={onFilter} />
        <LogMenu {...menu} />
      </div>
    </div>
  );
}

/** Fast enough to feel at once, slow enough not to ask for every key. */
const filterAfterMs = 150;

/**
 * What is typed is shown at once and taken a moment later, or when the field goes away. A link or a chip may set another
 * text meanwhile.
 */
export function useTyped(text: string, take: (typed: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(text);
  const pending = useRef<{ timer: ReturnType<typeof setTimeout>; text: string } | null>(null);
  const latestTake = useRef(take);
  latestTake.current = take;

  useEffect(() => {
    forget(pending.current);
    pending.current = null;
    setTyped(text);
  }, [text]);
  useEffect(
    () => () => {
      if (pending.current === null) return;
      forget(pending.current);
      latestTake.current(pending.current.text);
      pending.current = null;
    },
    [],
  );

  return [
    typed,
    (next) => {
      setTyped(next);
      forget(pending.current);
      const timer = setTimeout(() => {
        pending.current = null;
        latestTake.current(next);
      }, filterAfterMs);
      pending.current = { timer, text: next };
    },
  ];
}

function forget(pending: { timer: ReturnType<typeof setTimeout> } | null): void {
  if (pending) clearTimeout(pending.timer);
}

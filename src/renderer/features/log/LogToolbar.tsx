import { Switch, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { Ref } from 'react';
import type { LogFilter } from '../../../shared/contract/logFilter.ts';
import { FilterPanel } from './FilterPanel.tsx';
import { LogMenu, type LogMenuProps } from './LogMenu.tsx';
import { SavedFiltersMenu } from './SavedFiltersMenu.tsx';
import { TimeFilter } from './TimeFilter.tsx';
import { useTyped } from './useTyped.ts';

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

import { Switch } from '@mantine/core';
import type { Ref } from 'react';
import type { LogFilter } from '../../../shared/contract/logFilter.ts';
import { SearchField } from '../../ui/SearchField.tsx';
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
  return (
    <div className="toolbar logToolbar">
      <SearchField
        ref={searchRef}
        label="Search the log"
        value={filter.text}
        onSearch={(text) => onFilter({ ...filter, text })}
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

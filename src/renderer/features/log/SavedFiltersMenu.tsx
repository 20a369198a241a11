import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconCheck, IconPencil, IconPlus, IconStar } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { LogFilter, SavedFilter } from '../../../shared/contract/logFilter.ts';
import { useAppStores, useSavedFilters } from '../../stores/appStores.tsx';
import { isFiltered, isSameFilter } from '../../stores/logFilter.ts';
import { builtInFilters } from './filterWords.ts';
import { ManageFilters } from './ManageFilters.tsx';
import { SaveFilterForm } from './SaveFilterForm.tsx';

interface SavedFiltersMenuProps {
  filter: LogFilter;
  onFilter(filter: LogFilter): void;
}

/** Filters by name: those that come with the app, and the admin's own. */
export function SavedFiltersMenu({ filter, onFilter }: SavedFiltersMenuProps) {
  const { savedFilters } = useAppStores();
  const filters = useSavedFilters((state) => state.filters);
  const [form, setForm] = useState<{ opened: boolean; filter: SavedFilter | null }>({ opened: false, filter: null });
  const [managing, setManaging] = useState(false);

  useEffect(() => savedFilters.getState().open(), [savedFilters]);

  const item = (key: string, name: string, saved: LogFilter, isDefault = false) => (
    <Menu.Item
      key={key}
      onClick={() => onFilter(saved)}
      leftSection={
        isSameFilter(saved, filter) ? <IconCheck size={15} aria-label="In use:" /> : <span className="menuGap" />
      }
      rightSection={isDefault ? <IconStar size={14} aria-label="Used at start" /> : null}
    >
      <bdi className="menuName">{name}</bdi>
    </Menu.Item>
  );

  return (
    <>
      <Menu position="bottom-end" shadow="md" width={260}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} />}>
            Saved
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {builtInFilters.map(({ name, filter: builtIn }) => item(name, name, builtIn))}
          {filters.length > 0 && <Menu.Label>Your filters</Menu.Label>}
          <div className="menuScroll">
            {filters.map(({ id, name, filter: saved, isDefault }) => item(id, name, saved, isDefault))}
          </div>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconPlus size={15} />}
            disabled={!isFiltered(filter)}
            onClick={() => setForm({ opened: true, filter: null })}
          >
            Save this filter…
          </Menu.Item>
          {filters.length > 0 && (
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setManaging(true)}>
              Rename or delete…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <SaveFilterForm {...form} current={filter} onClose={() => setForm((shown) => ({ ...shown, opened: false }))} />
      <ManageFilters opened={managing} onClose={() => setManaging(false)} />
    </>
  );
}

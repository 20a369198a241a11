import { ActionIcon, Modal, Tooltip } from '@mantine/core';
import { IconPencil, IconStar, IconStarFilled, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { SavedFilter } from '../../../shared/contract/logFilter.ts';
import { useAppStores, useSavedFilters } from '../../stores/appStores.tsx';
import { tellFailed } from '../../ui/notify.ts';
import { filterChips } from './filterWords.ts';
import { SaveFilterForm } from './SaveFilterForm.tsx';

/** The admin's own filters: rename, delete, choose the one to begin with. */
export function ManageFilters({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { savedFilters } = useAppStores();
  const filters = useSavedFilters((state) => state.filters);
  const [renamed, setRenamed] = useState<{ opened: boolean; filter: SavedFilter | null }>({
    opened: false,
    filter: null,
  });

  const run = (action: Promise<unknown>) => {
    action.catch((error: unknown) => tellFailed('The filter was not changed', error));
  };
  const { save, remove } = savedFilters.getState();

  return (
    <>
      <Modal opened={opened && !renamed.opened} onClose={onClose} title="Your filters" size="md">
        {filters.length === 0 && <p>There are no filters of your own any more.</p>}
        <ul className="filterList">
          {filters.map((filter) => (
            <li key={filter.id}>
              <span className="stacked">
                <bdi className="clipped strong" title={filter.name}>
                  {filter.name}
                </bdi>
                <FilterSummary filter={filter.filter} />
              </span>
              <span className="rowActions">
                <Action
                  label={filter.isDefault ? `Do not begin with ${filter.name}` : `Begin with ${filter.name}`}
                  onClick={() => run(save({ ...filter, isDefault: !filter.isDefault }))}
                >
                  {filter.isDefault ? <IconStarFilled size={16} /> : <IconStar size={16} />}
                </Action>
                <Action label={`Rename ${filter.name}`} onClick={() => setRenamed({ opened: true, filter })}>
                  <IconPencil size={16} />
                </Action>
                <Action label={`Delete ${filter.name}`} onClick={() => run(remove(filter.id))}>
                  <IconTrash size={16} />
                </Action>
              </span>
            </li>
          ))}
        </ul>
      </Modal>
      {renamed.filter && (
        <SaveFilterForm
          opened={renamed.opened}
          filter={renamed.filter}
          current={renamed.filter.filter}
          onClose={() => setRenamed((shown) => ({ ...shown, opened: false }))}
        />
      )}
    </>
  );
}

function Action({ label, onClick, children }: { label: string; onClick(): void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function FilterSummary({ filter }: { filter: SavedFilter['filter'] }) {
  const text = filterChips(filter)
    .map((chip) => chip.text)
    .join(' · ');
  return (
    <span className="quieter twoLines breakAnywhere" title={text}>
      {text}
    </span>
  );
}

import { ActionIcon, NativeSelect, Tooltip } from '@mantine/core';
import { IconSortAscending, IconSortDescending } from '@tabler/icons-react';
import { ruleParts, ruleSortKeys } from '../../../shared/contract/ruleList.ts';
import { useRules } from '../../stores/appStores.tsx';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { isDescendingAtFirst, partWords, sortWords } from './listWords.ts';

/** Fast enough to feel at once, slow enough not to ask for every key. */
const searchAfterMs = 60;

const partChoices = [
  { value: '', label: 'All domains' },
  ...ruleParts.map((value) => ({ value, label: partWords[value] })),
];
const sortChoices = ruleSortKeys.map((value) => ({ value, label: `Sort: ${sortWords[value]}` }));

/** Which of the domains are listed, and how. Sorting is here too, for the columns that a small window leaves out. */
export function DomainsToolbar() {
  const { query, ids, total, loaded, setQuery } = useRules((state) => state);
  const isPicked = query.search.trim() !== '' || query.part !== null;
  const DirectionIcon = query.descending ? IconSortDescending : IconSortAscending;
  return (
    <div className="toolbar domainsToolbar">
      <SearchField
        label="Search domains"
        placeholder="Search domains and notes"
        value={query.search}
        onSearch={(search) => setQuery({ search })}
        afterMs={searchAfterMs}
      />
      <NativeSelect
        aria-label="Show"
        data={partChoices}
        value={query.part ?? ''}
        onChange={({ currentTarget: { value } }) =>
          setQuery({ part: ruleParts.find((part) => part === value) ?? null })
        }
        className="toolbarSelect"
      />
      <span className="sortChoice">
        <NativeSelect
          aria-label="Sort by"
          data={sortChoices}
          value={query.sort}
          onChange={({ currentTarget: { value } }) => {
            const sort = ruleSortKeys.find((key) => key === value) ?? 'pattern';
            setQuery({ sort, descending: isDescendingAtFirst(sort) });
          }}
          className="toolbarSelect"
        />
        <Tooltip label={query.descending ? 'Descending' : 'Ascending'}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={query.descending ? 'Sorted descending. Sort ascending' : 'Sorted ascending. Sort descending'}
            onClick={() => setQuery({ descending: !query.descending })}
          >
            <DirectionIcon size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </span>
      <span className="toolbarNote" role="status">
        {loaded && (isPicked ? `${wholeNumber(ids.length)} of ${counted(total, 'domain')}` : counted(total, 'domain'))}
      </span>
    </div>
  );
}

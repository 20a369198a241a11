import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useLog } from '../../stores/appStores.tsx';
import { isFiltered, isOutcomeGroup, noLogFilter, type OutcomeGroup, outcomeGroups } from '../../stores/logFilter.ts';

const groupWords: Record<OutcomeGroup, string> = {
  delivered: 'Delivered',
  waiting: 'Waiting',
  failed: 'Failed or given up',
  accepted: 'Accepted',
  refused: 'Refused',
  observed: 'Watched',
  actions: 'Done by an admin',
  notices: 'Notices to senders',
  engine: 'Engine',
};

const choices = [
  { value: '', label: 'Everything' },
  ...Object.keys(outcomeGroups)
    .filter(isOutcomeGroup)
    .map((value) => ({ value, label: groupWords[value] })),
];

const filterAfterMs = 200;

export function LogFilters() {
  const filter = useLog((state) => state.filter);
  const setFilter = useLog((state) => state.setFilter);
  const [domain, setDomain] = useState(filter.domain);
  const setDomainSoon = useDebouncedCallback((text: string) => setFilter({ domain: text }), filterAfterMs);

  // A link may have set another one.
  useEffect(() => setDomain(filter.domain), [filter.domain]);

  return (
    <div className="toolbar">
      <TextInput
        aria-label="Filter by domain"
        placeholder="Filter by domain"
        leftSection={<IconSearch size={16} />}
        type="search"
        value={domain}
        onChange={(event) => {
          setDomain(event.currentTarget.value);
          setDomainSoon(event.currentTarget.value);
        }}
        className="toolbarSearch"
        spellCheck={false}
      />
      <NativeSelect
        aria-label="Filter by outcome"
        data={choices}
        value={filter.outcome ?? ''}
        onChange={({ currentTarget: { value } }) => setFilter({ outcome: isOutcomeGroup(value) ? value : null })}
        className="toolbarSelect"
      />
      <Switch
        label="Only TLS failures"
        checked={filter.onlyTlsFailures}
        onChange={(event) => setFilter({ onlyTlsFailures: event.currentTarget.checked })}
      />
      {isFiltered(filter) && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconX size={15} />}
          onClick={() => {
            setDomain('');
            setFilter(noLogFilter);
          }}
        >
          {filter.queueId === null ? 'Clear filters' : 'One message only: show all'}
        </Button>
      )}
    </div>
  );
}

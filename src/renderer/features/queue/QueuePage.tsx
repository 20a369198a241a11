import { Switch, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import { useAppStores, useQueue } from '../../stores/appStores.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { counted } from '../../ui/quantity.ts';
import { MessageDrawer } from './MessageDrawer.tsx';
import { QueueGrid } from './QueueGrid.tsx';
import { SelectionBar } from './SelectionBar.tsx';

const filterAfterMs = 200;

export function QueuePage({ params }: { params: URLSearchParams }) {
  const { queue } = useAppStores();
  const { domain, onlyTlsFailures, total, loaded, selected, setFilter } = useQueue((state) => state);
  const [typed, setTyped] = useState(domain);
  const [opened, setOpened] = useState<QueuedMessage | null>(null);
  const setDomainSoon = useDebouncedCallback((text: string) => setFilter({ domain: text }), filterAfterMs);
  const linked = params.get('domain');

  useEffect(() => {
    if (linked !== null) setFilter({ domain: linked, onlyTlsFailures: false });
  }, [linked, setFilter]);
  useEffect(() => queue.getState().open(), [queue]);
  useEffect(() => setTyped(domain), [domain]);

  return (
    <div className="page">
      <PageHeader title="Queue">Messages that wait for their next try. Nothing here is lost.</PageHeader>
      <div className="toolbar">
        {selected.size > 0 ? (
          <SelectionBar />
        ) : (
          <>
            <TextInput
              aria-label="Filter by domain"
              placeholder="Filter by domain"
              leftSection={<IconSearch size={16} />}
              type="search"
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                setDomainSoon(event.currentTarget.value);
              }}
              className="toolbarSearch"
              spellCheck={false}
            />
            <Switch
              label="Only TLS failures"
              checked={onlyTlsFailures}
              onChange={(event) => setFilter({ onlyTlsFailures: event.currentTarget.checked })}
            />
            <span className="toolbarNote" role="status">
              {loaded ? counted(total, 'message') : ''}
            </span>
          </>
        )}
      </div>
      <QueueGrid chosen={opened?.queueId ?? null} onOpen={setOpened} />
      <MessageDrawer message={opened} onClose={() => setOpened(null)} />
    </div>
  );
}

import { SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import { useAppStores, useQueue, useQueueDomains } from '../../stores/appStores.tsx';
import { everyMessage, readReason } from '../../stores/queueFilter.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { counted } from '../../ui/quantity.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { go } from '../shell/router.ts';
import { MessageDrawer } from './MessageDrawer.tsx';
import { Operations } from './Operations.tsx';
import { QueueDomainsGrid } from './QueueDomainsGrid.tsx';
import { QueueFilters } from './QueueFilters.tsx';
import { QueueGrid } from './QueueGrid.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useQueueActions } from './useQueueActions.tsx';

export function QueuePage({ params }: { params: URLSearchParams }) {
  const { queue } = useAppStores();
  const setChoice = useQueue((state) => state.setChoice);
  const byDomain = params.get('view') === 'domains';
  const [opened, setOpened] = useState<QueuedMessage | null>(null);
  const domain = params.get('domain');
  const reason = params.get('reason');
  const onlyHeld = params.get('state') === 'held';

  useEffect(() => {
    if (domain !== null) setChoice({ ...everyMessage, text: domain, field: 'domain' });
    else if (reason !== null) setChoice({ ...everyMessage, reason: readReason(reason) });
    else if (onlyHeld) setChoice({ ...everyMessage, held: true });
  }, [domain, reason, onlyHeld, setChoice]);
  useEffect(() => queue.getState().open(), [queue]);

  return (
    <div className="page">
      <PageHeader
        title="Queue"
        actions={
          <SegmentedControl
            aria-label="Show the queue as"
            data={[
              { value: 'messages', label: 'Messages' },
              { value: 'domains', label: 'By domain' },
            ]}
            value={byDomain ? 'domains' : 'messages'}
            onChange={(view) => go('queue', view === 'domains' ? { view } : {}, 'replace')}
          />
        }
      >
        Messages that wait for their next try. Nothing here is lost.
      </PageHeader>
      <Operations />
      {byDomain ? <Domains opened={opened} onOpen={setOpened} /> : <Messages opened={opened} onOpen={setOpened} />}
      <MessageDrawer message={opened} onShow={setOpened} onClose={() => setOpened(null)} />
    </div>
  );
}

interface ViewProps {
  opened: QueuedMessage | null;
  onOpen(message: QueuedMessage): void;
}

function Messages({ opened, onOpen }: ViewProps) {
  const { selected, loaded, total } = useQueue((state) => state);
  return (
    <>
      <div className="toolbar">
        {selected.size > 0 ? (
          <SelectionBar />
        ) : (
          <>
            <QueueFilters />
            <span className="toolbarNote" role="status">
              {loaded ? counted(total, 'message') : ''}
            </span>
          </>
        )}
      </div>
      <QueueGrid chosen={opened?.queueId ?? null} onOpen={onOpen} />
    </>
  );
}

function Domains({ opened, onOpen }: ViewProps) {
  const { queue, queueDomains } = useAppStores();
  const { search, loaded, total, setSearch, refresh } = useQueueDomains((state) => state);
  const act = useQueueActions(refresh);

  useEffect(() => queueDomains.getState().open(), [queueDomains]);

  return (
    <>
      <div className="toolbar">
        <SearchField label="Search domains" value={search} onSearch={setSearch} />
        <span className="toolbarNote" role="status">
          {loaded ? counted(total, 'domain') : ''}
        </span>
      </div>
      <QueueDomainsGrid
        chosen={opened?.queueId ?? null}
        onOpen={onOpen}
        onShowAll={(domain) => {
          queue.getState().setChoice({ ...everyMessage, text: domain, field: 'domain' });
          go('queue');
        }}
        onAct={(action, domain) => act(action, { domain })}
      />
    </>
  );
}

import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useAppStores, useLog } from '../../stores/appStores.tsx';
import { isOutcomeGroup } from '../../stores/logFilter.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { wholeNumber } from '../../ui/quantity.ts';
import type { VirtualGridHandle } from '../../ui/VirtualGrid.tsx';
import { go } from '../shell/router.ts';
import { EntryDrawer } from './EntryDrawer.tsx';
import { LogFilters } from './LogFilters.tsx';
import { LogGrid } from './LogGrid.tsx';

export function LogPage({ params }: { params: URLSearchParams }) {
  const { log } = useAppStores();
  const { paused, scrolledAway, waiting, missed, setPaused, setScrolledAway } = useLog((state) => state);
  const grid = useRef<VirtualGridHandle>(null);
  const entry = params.get('entry');

  useFilterOfLink(params);
  useEffect(() => log.getState().open(), [log]);

  const backToNewest = () => {
    grid.current?.scrollToTop();
    setScrolledAway(false);
    if (paused) setPaused(false);
  };

  const waitingWord = missed ? 'Many new' : `${wholeNumber(waiting.length)} new`;
  return (
    <div className="page">
      <PageHeader
        title="Live log"
        actions={
          paused ? (
            <Button leftSection={<IconPlayerPlay size={17} />} onClick={backToNewest}>
              Resume
            </Button>
          ) : (
            <Button variant="default" leftSection={<IconPlayerPause size={17} />} onClick={() => setPaused(true)}>
              Pause
            </Button>
          )
        }
      >
        {paused
          ? `Paused. ${waiting.length > 0 || missed ? `${waitingWord} since then.` : 'Nothing new since then.'}`
          : 'What happens to each message, as it happens. The newest is on top.'}
      </PageHeader>
      <LogFilters />
      <div className="logPlace">
        {!paused && scrolledAway && (waiting.length > 0 || missed) && (
          <Button className="newButton" size="compact-md" radius="xl" onClick={backToNewest}>
            {waitingWord}
          </Button>
        )}
        <LogGrid ref={grid} chosen={entry} onOpen={(chosen) => go('log', { entry: String(chosen.seq) }, 'replace')} />
      </div>
      <EntryDrawer seq={entry === null ? null : Number(entry)} onClose={() => go('log', {}, 'replace')} />
    </div>
  );
}

/** A link such as `#/log?domain=example.com&tls=1` sets the whole filter; the page itself leaves it as it was. */
function useFilterOfLink(params: URLSearchParams) {
  const { log } = useAppStores();
  useEffect(() => {
    const outcome = params.get('outcome') ?? '';
    const domain = params.get('domain');
    const queueId = params.get('message');
    const onlyTlsFailures = params.get('tls') === '1';
    if (!outcome && domain === null && queueId === null && !onlyTlsFailures) return;
    log.getState().setFilter({
      domain: domain ?? '',
      outcome: isOutcomeGroup(outcome) ? outcome : null,
      onlyTlsFailures,
      queueId,
    });
  }, [params, log]);
}

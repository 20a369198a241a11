import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { useAppStores, useLog } from '../../stores/appStores.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { wholeNumber } from '../../ui/quantity.ts';
import { go } from '../shell/router.ts';
import { EntryDrawer } from './EntryDrawer.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { FilterChips } from './FilterChips.tsx';
import { GoToTimeDialog } from './GoToTimeDialog.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { LogGrid } from './LogGrid.tsx';
import { LogSelectionBar } from './LogSelectionBar.tsx';
import { LogToolbar } from './LogToolbar.tsx';
import { logParams, useLogFilter } from './useLogFilter.ts';
import { useLogKeys } from './useLogKeys.ts';
import { useSelectedEntries } from './useSelectedEntries.ts';

type Dialog = 'export' | 'time' | 'keys';

export function LogPage({ params }: { params: URLSearchParams }) {
  const { log } = useAppStores();
  const paused = useLog((state) => state.paused);
  const [filter, setFilter] = useLogFilter(params);
  const { selection, selected, copy } = useSelectedEntries();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [relativeTimes, setRelativeTimes] = useLocalStorage({
    key: 'sealpost-log-relative-times',
    defaultValue: false,
  });
  const search = useRef<HTMLInputElement>(null);
  const entry = params.get('entry');
  const close = () => setDialog(null);
  const openEntry = (seq: number | null) => go('log', logParams(filter, seq === null ? null : String(seq)), 'replace');

  useEffect(() => log.getState().open(), [log]);
  useLogKeys({
    onSearch: () => search.current?.select(),
    onPause: () => setPaused(!paused),
    onHelp: () => setDialog('keys'),
  });

  const setPaused = (pause: boolean) => {
    log.getState().setPaused(pause);
    if (!pause && log.getState().scrolledAway) log.getState().goToNewest();
  };

  return (
    <div className="page">
      <PageHeader
        title="Live log"
        actions={
          <Button
            variant={paused ? 'filled' : 'default'}
            leftSection={paused ? <IconPlayerPlay size={17} /> : <IconPlayerPause size={17} />}
            onClick={() => setPaused(!paused)}
            aria-keyshortcuts="Space"
          >
            {paused ? 'Resume the list' : 'Pause the list'}
          </Button>
        }
      >
        <Lead />
      </PageHeader>
      <LogToolbar
        filter={filter}
        onFilter={setFilter}
        searchRef={search}
        relativeTimes={relativeTimes}
        onRelativeTimes={setRelativeTimes}
        onNewest={() => log.getState().goToNewest()}
        onOldest={() => log.getState().goToOldest()}
        onGoToTime={() => setDialog('time')}
        onExport={() => setDialog('export')}
        onKeys={() => setDialog('keys')}
      />
      <FilterChips filter={filter} onFilter={setFilter} />
      <div className="logPlace">
        <NewButton />
        <LogGrid
          chosen={entry}
          onOpen={({ seq }: HistoryEntry) => openEntry(seq)}
          onCopy={(focused) => copy('text', selected.length > 0 ? selected : [focused])}
          onFilter={setFilter}
          selection={selection}
          relativeTimes={relativeTimes}
        />
        {selected.length > 0 && (
          <LogSelectionBar
            count={selected.length}
            onCopy={(form) => copy(form, selected)}
            onClear={() => selection.change(new Set())}
          />
        )}
      </div>
      <EntryDrawer seq={entry === null ? null : Number(entry)} onGo={openEntry} onClose={() => openEntry(null)} />
      <ExportDialog opened={dialog === 'export'} filter={filter} onClose={close} />
      <GoToTimeDialog opened={dialog === 'time'} onClose={close} onGo={(at) => log.getState().goToTime(at)} />
      <KeysDialog opened={dialog === 'keys'} onClose={close} />
    </div>
  );
}

function newWord(count: number | null): string {
  return count === null ? 'Many new' : `${wholeNumber(count)} new`;
}

function Lead() {
  const paused = useLog((state) => state.paused);
  const newCount = useLog((state) => state.newCount);
  const searching = useLog((state) => state.searching);
  const found = useLog((state) => state.window.rows.length);
  if (searching) return <span role="status">{`Searching further back… ${wholeNumber(found)} found so far.`}</span>;
  if (!paused) return 'What happens to each message, as it happens. The newest is on top.';
  return `Paused. ${newCount === 0 ? 'Nothing new' : newWord(newCount)} since then.`;
}

/** Brings back to the tail whoever has scrolled away from it. */
function NewButton() {
  const { log } = useAppStores();
  const newCount = useLog((state) => state.newCount);
  const isAway = useLog((state) => !state.paused && (state.scrolledAway || !state.window.reachedNewest));
  if (!isAway || newCount === 0) return null;
  return (
    <Button className="newButton" size="compact-md" radius="xl" onClick={() => log.getState().goToNewest()}>
      {newWord(newCount)}
    </Button>
  );
}

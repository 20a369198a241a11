import { Button, Loader } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { LogFilter } from '../../../shared/contract/logFilter.ts';
import { useAppStores, useLog } from '../../stores/appStores.tsx';
import { isFiltered, noLogFilter } from '../../stores/logFilter.ts';
import { Emptiness } from '../../ui/Emptiness.tsx';
import { type EndlessColumn, EndlessGrid } from '../../ui/EndlessGrid.tsx';
import { ReadFailure } from '../../ui/ReadFailure.tsx';
import type { RowSelection } from '../../ui/rowSelection.ts';
import { useIsNarrow } from '../../ui/useIsNarrow.ts';
import { LogCells } from './LogCells.tsx';

interface LogGridProps {
  /** The `seq` of the entry that is open. */
  chosen: string | null;
  onOpen(entry: HistoryEntry): void;
  onCopy(entry: HistoryEntry): void;
  onFilter(filter: LogFilter): void;
  selection: RowSelection;
  relativeTimes: boolean;
}

/** Less than a row: a touch of the wheel is not yet reading. */
const awayFromPx = 12;
const rowHeight = 54;

export function LogGrid({ chosen, onOpen, onCopy, onFilter, selection, relativeTimes }: LogGridProps) {
  const { log } = useAppStores();
  const { window, filter, loaded, loading, searching, failure, scrollWish } = useLog((state) => state);
  const isNarrow = useIsNarrow();
  const sought = filter.text.trim();
  const columns = useMemo<EndlessColumn[]>(
    () => [
      { id: 'at', header: 'Time', width: relativeTimes ? '92px' : '76px' },
      { id: 'what', header: 'What happened', width: isNarrow ? 'minmax(0, 1.4fr)' : 'minmax(0, 1.15fr)' },
      { id: 'mail', header: 'Mail', width: 'minmax(0, 1fr)' },
      { id: 'tls', header: 'Connection', width: isNarrow ? '108px' : '190px' },
    ],
    [isNarrow, relativeTimes],
  );
  const list = useMemo(
    () => ({
      ...window,
      growsAtTop: window.reachedNewest,
      isWhole: window.reachedNewest && window.reachedOldest,
    }),
    [window],
  );
  return (
    <EndlessGrid
      label="Live log"
      columns={columns}
      cells={(entry) => <LogCells entry={entry} sought={sought} isNarrow={isNarrow} relativeTimes={relativeTimes} />}
      list={list}
      keyOf={keyOf}
      rowHeight={rowHeight}
      onOpen={onOpen}
      onCopy={onCopy}
      isChosen={(entry) => keyOf(entry) === chosen}
      selection={selection}
      onSee={(first, last, topPx) => {
        log.getState().setScrolledAway(topPx > awayFromPx);
        log.getState().show(first, last);
      }}
      onRest={() => log.getState().rest()}
      onGoTo={(end) => (end === 'first' ? log.getState().goToNewest() : log.getState().goToOldest())}
      scrollTo={scrollWish}
      empty={
        failure ? (
          <ReadFailure
            icon={<IconListDetails size={28} />}
            title="The log could not be read"
            failure={failure}
            onRetry={() => log.getState().retry()}
          />
        ) : searching ? (
          <Emptiness icon={<Loader size="sm" />} title="Searching…">
            Nothing so far. The log is searched from its newest entry back.
          </Emptiness>
        ) : !loaded ? null : isFiltered(filter) ? (
          <Emptiness icon={<IconListDetails size={28} />} title="Nothing matches the filter">
            {filter.text !== '' &&
              'The log knows addresses, hosts, replies and IDs, but neither subjects nor contents. '}
            New entries that match appear here by themselves.
            <div className="emptinessAction">
              <Button variant="default" onClick={() => onFilter(noLogFilter)}>
                Show everything
              </Button>
            </div>
          </Emptiness>
        ) : (
          <Emptiness icon={<IconListDetails size={28} />} title="Nothing has happened yet">
            As soon as mail comes in, you see it here.
          </Emptiness>
        )
      }
      end={
        <div className="gridEnd">
          {failure ? (
            <span>
              {failure.message}{' '}
              <Button variant="subtle" size="compact-xs" onClick={() => log.getState().retry()}>
                Try again
              </Button>
            </span>
          ) : loading === 'older' ? (
            <Loader size="xs" />
          ) : window.reachedOldest ? (
            'This is the oldest entry.'
          ) : null}
        </div>
      }
    />
  );
}

function keyOf(entry: HistoryEntry): string {
  return String(entry.seq);
}

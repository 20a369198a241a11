import { Button, Loader } from '@mantine/core';
import { IconListDetails, IconLock, IconLockOpen } from '@tabler/icons-react';
import type { Ref } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import { useLog } from '../../stores/appStores.tsx';
import { isFiltered, noLogFilter } from '../../stores/logFilter.ts';
import { Clipped } from '../../ui/Clipped.tsx';
import { Emptiness } from '../../ui/Emptiness.tsx';
import { clockTime, dayUnlessToday } from '../../ui/time.ts';
import { useIsNarrow } from '../../ui/useIsNarrow.ts';
import { type GridColumn, VirtualGrid, type VirtualGridHandle } from '../../ui/VirtualGrid.tsx';
import { entryNote, entryTitle, entryTone } from '../sentences/entries.ts';
import { protocolWord } from '../sentences/modes.ts';
import { outcomeWords } from '../sentences/outcomes.ts';
import { outcomeIcons } from './outcomeIcons.ts';

interface LogGridProps {
  /** The `seq` of the entry that is open. */
  chosen: string | null;
  onOpen(entry: HistoryEntry): void;
  ref: Ref<VirtualGridHandle>;
}

/** Less than a row: a touch of the wheel is not yet reading. */
const awayFromPx = 12;

export function LogGrid({ chosen, onOpen, ref }: LogGridProps) {
  const {
    entries,
    filter,
    loaded,
    loadingOlder,
    reachedOldest,
    failure,
    loadOlder,
    setScrolledAway,
    setFilter,
    retry,
  } = useLog((state) => state);
  const isNarrow = useIsNarrow();
  const columns: GridColumn<HistoryEntry>[] = [
    { id: 'at', header: 'Time', width: '76px', cell: (entry) => <Time at={entry.at} /> },
    {
      id: 'what',
      header: 'What happened',
      width: isNarrow ? 'minmax(0, 1.4fr)' : 'minmax(0, 1.15fr)',
      cell: (entry) => <What entry={entry} />,
    },
    { id: 'mail', header: 'Mail', width: 'minmax(0, 1fr)', cell: (entry) => <Mail entry={entry} /> },
    {
      id: 'tls',
      header: 'Connection',
      width: isNarrow ? '108px' : '190px',
      cell: (entry) => <Connection entry={entry} isNarrow={isNarrow} />,
    },
  ];
  return (
    <VirtualGrid
      ref={ref}
      label="Live log"
      columns={columns}
      items={entries}
      keyOf={(entry) => String(entry.seq)}
      rowHeight={54}
      onOpen={onOpen}
      isChosen={(entry) => String(entry.seq) === chosen}
      onNearEnd={() => void loadOlder()}
      onScroll={(top) => setScrolledAway(top > awayFromPx)}
      empty={
        failure ? (
          <Emptiness icon={<IconListDetails size={28} />} title="The log could not be read">
            {failure.message}
            <div className="emptinessAction">
              <Button variant="default" onClick={retry}>
                Try again
              </Button>
            </div>
          </Emptiness>
        ) : !loaded ? null : isFiltered(filter) ? (
          <Emptiness icon={<IconListDetails size={28} />} title="Nothing matches the filter">
            New entries that match appear here by themselves.
            <div className="emptinessAction">
              <Button variant="default" onClick={() => setFilter(noLogFilter)}>
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
          {loadingOlder ? <Loader size="xs" /> : reachedOldest ? 'This is the oldest entry.' : null}
        </div>
      }
    />
  );
}

function Time({ at }: { at: string }) {
  const day = dayUnlessToday(at, Date.now());
  return (
    <time dateTime={at} className="stacked numeric">
      <span>{clockTime(at)}</span>
      {day !== '' && <span className="quieter">{day}</span>}
    </time>
  );
}

function What({ entry }: { entry: HistoryEntry }) {
  const Icon = outcomeIcons[entry.outcome];
  const title = entryTitle(entry);
  const note = entryNote(entry, entry.nextAttemptAt === null ? null : clockTime(entry.nextAttemptAt));
  return (
    <span className="withIcon">
      <span className="toneIcon" data-tone={entryTone(entry)} title={outcomeWords[entry.outcome].word}>
        <Icon size={17} stroke={1.9} aria-hidden />
        <span className="visuallyHidden">{outcomeWords[entry.outcome].word}: </span>
      </span>
      <span className="stacked">
        <span className="clipped strong" title={title}>
          {title}
        </span>
        <Clipped text={note === null ? entry.stage : `${entry.stage} · ${note}`} className="quieter" />
      </span>
    </span>
  );
}

function Mail({ entry }: { entry: HistoryEntry }) {
  const main = entry.recipient ?? entry.domain;
  if (main === null && entry.sender === null) {
    return entry.detail === null ? null : <Clipped text={entry.detail} className="quieter" />;
  }
  return (
    <span className="stacked">
      <Clipped text={main ?? '–'} />
      {entry.sender !== null && (
        <Clipped
          text={entry.sender === '' ? 'no sender (automatic notice)' : `from ${entry.sender}`}
          className="quieter"
        />
      )}
    </span>
  );
}

function Connection({ entry, isNarrow }: { entry: HistoryEntry; isNarrow: boolean }) {
  const where = entry.host ?? entry.address;
  if (entry.protocol === null) {
    const inTheClear = entry.outcome === 'delivered';
    return (
      <span className="stacked">
        {inTheClear && (
          <span className="lockLine">
            <IconLockOpen size={15} aria-hidden /> In the clear
          </span>
        )}
        {where !== null && (!isNarrow || !inTheClear) && <Clipped text={where} className="quieter" />}
      </span>
    );
  }
  return (
    <span className="stacked">
      <span className="lockLine">
        <IconLock size={15} aria-hidden /> {protocolWord(entry.protocol)}
      </span>
      {where !== null && <Clipped text={where} className="quieter" />}
    </span>
  );
}

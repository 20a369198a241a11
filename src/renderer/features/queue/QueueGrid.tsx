import { Button, Loader } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import type { QueuedMessage, QueueSortKey } from '../../../shared/contract/queue.ts';
import { useQueue } from '../../stores/appStores.tsx';
import { everyMessage, isChosen } from '../../stores/queueFilter.ts';
import { Emptiness } from '../../ui/Emptiness.tsx';
import type { GridColumn } from '../../ui/gridColumn.ts';
import { byteSize, counted } from '../../ui/quantity.ts';
import { ReadFailure } from '../../ui/ReadFailure.tsx';
import { SortHeader } from '../../ui/SortHeader.tsx';
import { selectColumn } from '../../ui/selectColumn.tsx';
import { useIsNarrow } from '../../ui/useIsNarrow.ts';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { Age } from './Age.tsx';
import { Left, Mail, NextTry, recipientsText, Why } from './MessageCells.tsx';
import { whyWaiting } from './whyWaiting.ts';

interface QueueGridProps {
  /** The queueId of the message that is open. */
  chosen: string | null;
  onOpen(message: QueuedMessage): void;
}

const keyOf = (message: QueuedMessage) => message.queueId;

export function QueueGrid({ chosen, onOpen }: QueueGridProps) {
  const state = useQueue((queue) => queue);
  const { messages, total, selected, loaded, loadingMore, failure, choice, sort, setChoice, setSort } = state;
  const isNarrow = useIsNarrow();
  const selection = { selected, change: state.setSelected };

  /** The first press sorts by what is most pressing: the soonest, the largest, the newest. */
  const sorted = (by: QueueSortKey, words: string) => {
    const isSorted = sort.by === by;
    const first = by === 'size' || by === 'receivedAt';
    // The last received is the one of the least age.
    const isDescending = sort.descending !== (by === 'receivedAt');
    const current = isDescending ? ('descending' as const) : ('ascending' as const);
    const direction = isSorted ? current : ('none' as const);
    return {
      sort: direction,
      header: (
        <SortHeader state={direction} onSort={() => setSort({ by, descending: isSorted ? !sort.descending : first })}>
          {words}
        </SortHeader>
      ),
    };
  };

  const columns: GridColumn<QueuedMessage>[] = [
    selectColumn(selection, messages.map(keyOf), keyOf, {
      all: 'Select all messages shown',
      nameOf: (message) => `Select the message from ${message.sender || 'no sender'} to ${recipientsText(message)}`,
    }),
    {
      id: 'why',
      ...sorted('domain', 'Why it waits, domain'),
      width: 'minmax(0, 1.1fr)',
      cell: (message) => <Why message={message} />,
    },
    { id: 'mail', header: 'Mail', width: 'minmax(0, 1fr)', cell: (message) => <Mail message={message} /> },
    {
      id: 'size',
      ...sorted('size', 'Size'),
      width: isNarrow ? '58px' : '66px',
      align: 'end',
      cell: (message) => <span className="numeric">{byteSize(message.size)}</span>,
    },
    {
      id: 'age',
      ...sorted('receivedAt', 'Age'),
      width: isNarrow ? '56px' : '74px',
      align: 'end',
      cell: (message) => <Age since={message.receivedAt} />,
    },
    {
      id: 'attempts',
      header: 'Tries',
      width: '36px',
      align: 'end',
      cell: (message) => <span className="numeric">{whyWaiting(message).attempts}</span>,
    },
    {
      id: 'next',
      ...sorted('nextAttemptAt', 'Next try'),
      width: isNarrow ? '82px' : '104px',
      cell: (message) => <NextTry message={message} />,
    },
    {
      id: 'left',
      ...sorted('expiresAt', 'Given up in'),
      width: isNarrow ? '88px' : '112px',
      cell: (message) => <Left message={message} />,
    },
  ];

  return (
    <VirtualGrid
      label="Queue"
      columns={columns}
      items={messages}
      keyOf={keyOf}
      rowHeight={isNarrow ? 72 : 54}
      keepsPlace
      onOpen={onOpen}
      selection={selection}
      isChosen={(message) => message.queueId === chosen || selected.has(message.queueId)}
      onNearEnd={() => void state.loadMore()}
      empty={
        failure ? (
          <ReadFailure
            icon={<IconStack2 size={28} />}
            title="The queue could not be read"
            failure={failure}
            onRetry={state.retry}
          />
        ) : !loaded ? null : isChosen(choice) ? (
          <Emptiness icon={<IconStack2 size={28} />} title="No message matches the filter">
            <div className="emptinessAction">
              <Button variant="default" onClick={() => setChoice(everyMessage)}>
                Show all messages
              </Button>
            </div>
          </Emptiness>
        ) : (
          <Emptiness icon={<IconStack2 size={28} />} title="The queue is empty">
            Every message has been delivered. What cannot be sent at once waits here.
          </Emptiness>
        )
      }
      end={
        <div className="gridEnd">
          {loadingMore ? <Loader size="xs" /> : messages.length < total ? null : counted(total, 'message')}
        </div>
      }
    />
  );
}

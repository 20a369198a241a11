import { Button, Checkbox, Loader } from '@mantine/core';
import { IconPlayerPause, IconStack2 } from '@tabler/icons-react';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import { useQueue } from '../../stores/appStores.tsx';
import { Clipped } from '../../ui/Clipped.tsx';
import { Emptiness } from '../../ui/Emptiness.tsx';
import { byteSize, counted } from '../../ui/quantity.ts';
import { DueTime, TimeLeft } from '../../ui/RelativeTime.tsx';
import { useIsNarrow } from '../../ui/useIsNarrow.ts';
import { type GridColumn, VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { whyWaiting } from './whyWaiting.ts';

interface QueueGridProps {
  /** The queueId of the message that is open. */
  chosen: string | null;
  onOpen(message: QueuedMessage): void;
}

export function QueueGrid({ chosen, onOpen }: QueueGridProps) {
  const {
    messages,
    total,
    selected,
    loaded,
    loadingMore,
    failure,
    domain,
    onlyTlsFailures,
    loadMore,
    setSelected,
    setFilter,
    retry,
  } = useQueue((state) => state);
  const isNarrow = useIsNarrow();
  const allSelected = messages.length > 0 && selected.size === messages.length;

  const toggle = (queueId: string, isSelected: boolean) => {
    const next = new Set(selected);
    if (isSelected) next.add(queueId);
    else next.delete(queueId);
    setSelected(next);
  };

  const columns: GridColumn<QueuedMessage>[] = [
    {
      id: 'select',
      width: '24px',
      header: (
        <Checkbox
          size="xs"
          aria-label="Select all messages shown"
          checked={allSelected}
          indeterminate={selected.size > 0 && !allSelected}
          onChange={(event) =>
            setSelected(event.currentTarget.checked ? messages.map((message) => message.queueId) : [])
          }
        />
      ),
      cell: (message) => (
        <Checkbox
          size="xs"
          aria-label={`Select the message from ${message.sender || 'no sender'} to ${recipientsText(message)}`}
          checked={selected.has(message.queueId)}
          onChange={(event) => toggle(message.queueId, event.currentTarget.checked)}
        />
      ),
    },
    { id: 'why', header: 'Why it waits', width: 'minmax(0, 1.1fr)', cell: (message) => <Why message={message} /> },
    { id: 'mail', header: 'Mail', width: 'minmax(0, 1fr)', cell: (message) => <Mail message={message} /> },
    {
      id: 'size',
      header: 'Size',
      width: '66px',
      align: 'end',
      cell: (message) => <span className="numeric">{byteSize(message.size)}</span>,
    },
    {
      id: 'attempts',
      header: 'Tries',
      width: '42px',
      align: 'end',
      cell: (message) => <span className="numeric">{whyWaiting(message).attempts}</span>,
    },
    {
      id: 'next',
      header: 'Next try',
      width: isNarrow ? '96px' : '112px',
      cell: (message) => <NextTry message={message} />,
    },
    {
      id: 'left',
      header: 'Given up in',
      width: isNarrow ? '82px' : '104px',
      cell: (message) => <Left message={message} />,
    },
  ];

  return (
    <VirtualGrid
      label="Queue"
      columns={columns}
      items={messages}
      keyOf={(message) => message.queueId}
      rowHeight={isNarrow ? 72 : 54}
      onOpen={onOpen}
      isChosen={(message) => message.queueId === chosen || selected.has(message.queueId)}
      onNearEnd={() => void loadMore()}
      empty={
        failure ? (
          <Emptiness icon={<IconStack2 size={28} />} title="The queue could not be read">
            {failure.message}
            <div className="emptinessAction">
              <Button variant="default" onClick={retry}>
                Try again
              </Button>
            </div>
          </Emptiness>
        ) : !loaded ? null : domain.trim() !== '' || onlyTlsFailures ? (
          <Emptiness icon={<IconStack2 size={28} />} title="No message matches the filter">
            <div className="emptinessAction">
              <Button variant="default" onClick={() => setFilter({ domain: '', onlyTlsFailures: false })}>
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

function Why({ message }: { message: QueuedMessage }) {
  const why = whyWaiting(message);
  const domains = [...new Set(message.recipients.map((recipient) => recipient.domain))].join(', ');
  return (
    <span className="stacked">
      <span className="twoLines strong toneText" data-tone={why.tone} title={why.title}>
        {message.held && <IconPlayerPause size={14} className="inlineIcon" aria-hidden />}
        {why.title}
      </span>
      <Clipped
        text={why.otherReasons > 0 ? `${domains}, and ${counted(why.otherReasons, 'other reason')}` : domains}
        className="quieter"
      />
    </span>
  );
}

function Mail({ message }: { message: QueuedMessage }) {
  return (
    <span className="stacked">
      <Clipped text={recipientsText(message)} />
      <Clipped
        text={message.sender === '' ? 'no sender (automatic notice)' : `from ${message.sender}`}
        className="quieter"
      />
    </span>
  );
}

function recipientsText(message: QueuedMessage): string {
  const first = message.recipients[0]?.address ?? '–';
  const more = message.recipients.length - 1;
  return more > 0 ? `${first} and ${more} more` : first;
}

function NextTry({ message }: { message: QueuedMessage }) {
  const why = whyWaiting(message);
  if (message.held) return <span className="quieter">when released</span>;
  if (why.nextAttemptAt === null) return <span className="quieter">–</span>;
  return <DueTime at={why.nextAttemptAt} />;
}

function Left({ message }: { message: QueuedMessage }) {
  const { expiresAt } = whyWaiting(message);
  return expiresAt === null ? <span className="quieter">–</span> : <TimeLeft until={expiresAt} />;
}

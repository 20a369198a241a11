import { Button } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import type { QueueAction, QueuedDomain, QueuedMessage } from '../../../shared/contract/queue.ts';
import { useQueueDomains } from '../../stores/appStores.tsx';
import type { DomainSort } from '../../stores/queueDomainsStore.ts';
import { Emptiness } from '../../ui/Emptiness.tsx';
import type { GridColumn } from '../../ui/gridColumn.ts';
import { counted } from '../../ui/quantity.ts';
import { ReadFailure } from '../../ui/ReadFailure.tsx';
import { SortHeader } from '../../ui/SortHeader.tsx';
import { useIsNarrow } from '../../ui/useIsNarrow.ts';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { Age } from './Age.tsx';
import { LifeBar, NotGivenUp } from './LifeBar.tsx';
import { Left, Mail, NextTry, Why } from './MessageCells.tsx';
import { NextTryTime } from './NextTryTime.tsx';
import { DomainActions, DomainCounts, DomainGroup } from './QueueDomainCells.tsx';

interface QueueDomainsGridProps {
  chosen: string | null;
  onOpen(message: QueuedMessage): void;
  onShowAll(domain: string): void;
  onAct(action: QueueAction, domain: string): void;
}

type Row =
  | { kind: 'domain'; key: string; group: QueuedDomain; isOpened: boolean }
  | { kind: 'message'; key: string; message: QueuedMessage }
  | { kind: 'more'; key: string; domain: string; messages: number };

/** One row a domain, which opens out to its first messages. */
export function QueueDomainsGrid({ chosen, onOpen, onShowAll, onAct }: QueueDomainsGridProps) {
  const { domains, opened, loaded, search, sort, failure, setSort, setSearch, toggle, refresh } = useQueueDomains(
    (state) => state,
  );
  const isNarrow = useIsNarrow();

  const rows = domains.flatMap((group): Row[] => {
    const messages = opened.get(group.domain);
    const own: Row = { kind: 'domain', key: group.domain, group, isOpened: messages !== undefined };
    if (messages === undefined) return [own];
    const shown = messages.map(
      (message): Row => ({ kind: 'message', key: `${group.domain} ${message.queueId}`, message }),
    );
    const hasMore = group.messages > messages.length && messages.length > 0;
    const more: Row = { kind: 'more', key: `${group.domain} more`, domain: group.domain, messages: group.messages };
    return hasMore ? [own, ...shown, more] : [own, ...shown];
  });

  const sorted = (by: DomainSort, words: string, direction: 'ascending' | 'descending') => ({
    sort: sort === by ? direction : ('none' as const),
    header: (
      <SortHeader state={sort === by ? direction : 'none'} onSort={() => setSort(by)}>
        {words}
      </SortHeader>
    ),
  });

  const columns: GridColumn<Row>[] = [
    {
      id: 'domain',
      ...sorted('domain', 'Domain, main reason', 'ascending'),
      width: 'minmax(0, 1.2fr)',
      cell: (row) => {
        if (row.kind === 'message')
          return (
            <span className="queueMember">
              <Why message={row.message} />
            </span>
          );
        if (row.kind === 'more') {
          return (
            <Button size="compact-sm" variant="subtle" className="queueMember" onClick={() => onShowAll(row.domain)}>
              Show all {counted(row.messages, 'message')}
            </Button>
          );
        }
        return <DomainGroup group={row.group} isOpened={row.isOpened} onToggle={() => toggle(row.group.domain)} />;
      },
    },
    {
      id: 'messages',
      ...sorted('messages', 'Messages', 'descending'),
      width: isNarrow ? 'minmax(0, 0.7fr)' : 'minmax(0, 0.8fr)',
      cell: (row) => {
        if (row.kind === 'message') return <Mail message={row.message} />;
        if (row.kind === 'more') return null;
        return <DomainCounts group={row.group} />;
      },
    },
    {
      id: 'oldest',
      ...sorted('oldest', 'Oldest', 'ascending'),
      width: isNarrow ? '64px' : '84px',
      cell: (row) =>
        row.kind === 'more' ? null : (
          <Age since={row.kind === 'message' ? row.message.receivedAt : row.group.oldestReceivedAt} />
        ),
    },
    {
      id: 'next',
      header: 'Next try',
      width: isNarrow ? '80px' : '100px',
      cell: (row) => {
        if (row.kind === 'message') return <NextTry message={row.message} />;
        if (row.kind === 'more') return null;
        const { nextAttemptAt } = row.group;
        return nextAttemptAt === null ? (
          <span className="quieter">when released</span>
        ) : (
          <NextTryTime at={nextAttemptAt} />
        );
      },
    },
    {
      id: 'left',
      ...sorted('expires', 'Given up in', 'ascending'),
      width: isNarrow ? '84px' : '112px',
      cell: (row) => {
        if (row.kind === 'message') return <Left message={row.message} />;
        if (row.kind === 'more') return null;
        if (row.group.heldRecipients === row.group.recipients) return <NotGivenUp />;
        return <LifeBar receivedAt={row.group.oldestReceivedAt} expiresAt={row.group.soonestExpiresAt} />;
      },
    },
    {
      id: 'actions',
      header: <span className="visuallyHidden">Actions</span>,
      width: '110px',
      align: 'end',
      cell: (row) => (row.kind === 'domain' ? <DomainActions group={row.group} onAct={onAct} /> : null),
    },
  ];

  return (
    <VirtualGrid
      label="Queue by domain"
      columns={columns}
      items={rows}
      keyOf={(row) => row.key}
      rowHeight={isNarrow ? 72 : 54}
      keepsPlace
      onOpen={(row) => {
        if (row.kind === 'domain') toggle(row.group.domain);
        else if (row.kind === 'message') onOpen(row.message);
        else onShowAll(row.domain);
      }}
      isChosen={(row) => row.kind === 'message' && row.message.queueId === chosen}
      empty={
        failure ? (
          <ReadFailure
            icon={<IconStack2 size={28} />}
            title="The queue could not be read"
            failure={failure}
            onRetry={() => void refresh()}
          />
        ) : !loaded ? null : search.trim() !== '' ? (
          <Emptiness icon={<IconStack2 size={28} />} title="No mail waits for such a domain">
            <div className="emptinessAction">
              <Button variant="default" onClick={() => setSearch('')}>
                Show all domains
              </Button>
            </div>
          </Emptiness>
        ) : (
          <Emptiness icon={<IconStack2 size={28} />} title="The queue is empty">
            Every message has been delivered. What cannot be sent at once waits here.
          </Emptiness>
        )
      }
    />
  );
}

import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconChevronRight, IconDots } from '@tabler/icons-react';
import type { QueueAction, QueuedDomain } from '../../../shared/contract/queue.ts';
import { Clipped } from '../../ui/Clipped.tsx';
import { displayDomain } from '../../ui/idn.ts';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { failureSentences } from '../sentences/failures.ts';

/** The domain, and why its mail waits. */
export function DomainGroup({
  group,
  isOpened,
  onToggle,
}: {
  group: QueuedDomain;
  isOpened: boolean;
  onToggle(): void;
}) {
  const others = group.otherCodes > 0 ? `, and ${counted(group.otherCodes, 'other reason')}` : '';
  const reason = group.code === null ? 'Not tried yet' : `${failureSentences[group.code].title}${others}`;
  return (
    <span className="queueGroup">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-expanded={isOpened}
        aria-label={`Messages to ${displayDomain(group.domain)}`}
        onClick={onToggle}
        className="queueGroupToggle"
      >
        <IconChevronRight size={16} />
      </ActionIcon>
      <span className="stacked">
        <Clipped text={displayDomain(group.domain)} className="strong" />
        <span className="rowTitle quieter" title={reason}>
          {reason}
        </span>
      </span>
    </span>
  );
}

export function DomainCounts({ group }: { group: QueuedDomain }) {
  const notes = [
    group.recipients === group.messages ? null : counted(group.recipients, 'recipient'),
    group.heldRecipients === 0 ? null : `${wholeNumber(group.heldRecipients)} on hold`,
  ].filter((note) => note !== null);
  return (
    <span className="stacked">
      <span className="numeric strong">{wholeNumber(group.messages)}</span>
      {notes.length > 0 && <Clipped text={notes.join(', ')} className="quieter" />}
    </span>
  );
}

interface DomainActionsProps {
  group: QueuedDomain;
  onAct(action: QueueAction, domain: string): void;
}

export function DomainActions({ group, onAct }: DomainActionsProps) {
  const { domain, recipients, heldRecipients } = group;
  const shown = displayDomain(domain);
  const act = (action: QueueAction) => () => onAct(action, domain);
  return (
    <span className="rowActions">
      <Button
        size="compact-sm"
        variant="default"
        title={`Retry all of ${shown}`}
        aria-label={`Retry all of ${shown}`}
        onClick={act('retry')}
      >
        Retry all
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More for ${shown}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {heldRecipients < recipients && <Menu.Item onClick={act('hold')}>Hold all</Menu.Item>}
          {heldRecipients > 0 && <Menu.Item onClick={act('release')}>Release all</Menu.Item>}
          <Menu.Item onClick={act('bounce')}>Bounce all…</Menu.Item>
          <Menu.Item className="dangerButton" onClick={act('remove')}>
            Delete all…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

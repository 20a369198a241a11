import { Button, Code, Drawer } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import type { QueuedMessage, QueuedRecipient } from '../../../shared/contract/queue.ts';
import { useQueue } from '../../stores/appStores.tsx';
import { FactList, fact } from '../../ui/FactList.tsx';
import { displayAddress } from '../../ui/idn.ts';
import { byteSize, counted } from '../../ui/quantity.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { fullTime } from '../../ui/time.ts';
import { failureSentences } from '../sentences/failures.ts';
import { directionWords } from '../sentences/modes.ts';
import { recipientStatusWords } from '../sentences/outcomes.ts';
import { hrefOf } from '../shell/router.ts';
import { ActionButtons } from './ActionButtons.tsx';
import { LifeBar, notGivenUpOnHold } from './LifeBar.tsx';
import { MessageTimeline } from './MessageTimeline.tsx';
import { NextTryTime } from './NextTryTime.tsx';
import { useQueueActions } from './useQueueActions.tsx';
import { useQueuedMessage } from './useQueuedMessage.ts';
import { whyWaiting } from './whyWaiting.ts';

interface MessageDrawerProps {
  message: QueuedMessage | null;
  /** Another one of the list. */
  onShow(message: QueuedMessage): void;
  onClose(): void;
}

export function MessageDrawer({ message, onShow, onClose }: MessageDrawerProps) {
  const messages = useQueue((state) => state.messages);
  const place = messages.findIndex(({ queueId }) => queueId === message?.queueId);
  const before = messages[place - 1];
  const after = place === -1 ? undefined : messages[place + 1];

  const onKeyDown = (event: KeyboardEvent) => {
    const target =
      event.altKey && event.key === 'ArrowUp' ? before : event.altKey && event.key === 'ArrowDown' ? after : null;
    if (!target) return;
    event.preventDefault();
    onShow(target);
  };

  return (
    <Drawer
      opened={message !== null}
      onClose={onClose}
      position="right"
      size={580}
      title={message?.subject || 'Message without a subject'}
      classNames={{ title: 'drawerTitle' }}
      overlayProps={{ backgroundOpacity: 0.25 }}
      onKeyDown={onKeyDown}
    >
      {message && place !== -1 && (
        <div className="drawerWalk">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconChevronUp size={15} />}
            disabled={!before}
            aria-keyshortcuts="Alt+ArrowUp"
            title="Alt + arrow up"
            onClick={() => before && onShow(before)}
          >
            Previous
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconChevronDown size={15} />}
            disabled={!after}
            aria-keyshortcuts="Alt+ArrowDown"
            title="Alt + arrow down"
            onClick={() => after && onShow(after)}
          >
            Next
          </Button>
        </div>
      )}
      {message && <MessageDetails key={message.queueId} first={message} />}
    </Drawer>
  );
}

function MessageDetails({ first }: { first: QueuedMessage }) {
  const { message, headers, entries, isGone } = useQueuedMessage(first);
  const act = useQueueActions();
  const why = whyWaiting(message);
  return (
    <div className="entry">
      {isGone ? (
        <p className="quieter">This message is no longer in the queue. Below is what became of it.</p>
      ) : (
        <>
          <section className="story">
            <h3>Why it waits</h3>
            <p>
              {message.held ? 'An admin put it on hold. It is not tried until it is released.' : why.title}
              {!message.held && why.code !== null && `. ${failureSentences[why.code].why}`}
            </p>
            {why.code !== null && (
              <>
                <h3>What to do</h3>
                <p>{failureSentences[why.code].advice}</p>
              </>
            )}
          </section>
          <div className="entryLinks">
            <ActionButtons
              canHold={!message.held}
              canRelease={message.held}
              onAct={(action) => act(action, { queueIds: [message.queueId] })}
            />
          </div>
        </>
      )}
      <h3 className="factsTitle">Message</h3>
      <FactList
        facts={[
          fact('From', message.sender === '' ? 'no sender (automatic notice)' : displayAddress(message.sender)),
          fact('Received', fullTime(message.receivedAt)),
          fact('Size', byteSize(message.size)),
          fact('Direction', directionWords[message.direction].name),
          fact('Message ID', message.messageId, { copy: true, mono: true }),
          fact('Queue ID', message.queueId, { copy: true, mono: true }),
        ]}
      />
      <h3 className="factsTitle">{counted(message.recipients.length, 'recipient')}</h3>
      <ul className="recipients">
        {message.recipients.map((recipient) => (
          <Recipient key={recipient.address} recipient={recipient} message={message} isGone={isGone} />
        ))}
      </ul>
      {entries.length > 0 && (
        <>
          <h3 className="factsTitle">What happened so far</h3>
          <MessageTimeline entries={entries} />
        </>
      )}
      {headers !== null && <Headers text={headers} />}
      <div className="entryLinks">
        <Button component="a" href={hrefOf('log', { message: message.queueId })} variant="default" size="xs">
          Everything about this message in the log
        </Button>
      </div>
    </div>
  );
}

function Recipient({
  recipient,
  message: { receivedAt, held },
  isGone,
}: {
  recipient: QueuedRecipient;
  message: QueuedMessage;
  isGone: boolean;
}) {
  const status = recipientStatusWords[recipient.status];
  return (
    <li className="recipient">
      <span className="recipientHead">
        <span className="strong breakAnywhere" dir="auto">
          {displayAddress(recipient.address)}
        </span>
        {!isGone && <ToneMark tone={status.tone}>{status.word}</ToneMark>}
      </span>
      {recipient.code !== null && <span>{failureSentences[recipient.code].title}</span>}
      {recipient.reply !== null && <span className="mono breakAnywhere">{recipient.reply}</span>}
      <span className="quieter">
        {counted(recipient.attempts, 'try', 'tries')}
        {!isGone && !held && recipient.nextAttemptAt !== null && (
          <>
            {' · next '}
            <NextTryTime at={recipient.nextAttemptAt} />
          </>
        )}
      </span>
      {!isGone && recipient.expiresAt !== null && (
        <span className="recipientLife">
          {held ? (
            <span className="quieter">{notGivenUpOnHold}</span>
          ) : (
            <>
              <span className="quieter">given up in</span>
              <LifeBar receivedAt={receivedAt} expiresAt={recipient.expiresAt} />
            </>
          )}
        </span>
      )}
    </li>
  );
}

/** The message's headers. Its body is never shown. */
function Headers({ text }: { text: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <div>
      <Button size="compact-sm" variant="subtle" aria-expanded={opened} onClick={() => setOpened((shown) => !shown)}>
        {opened ? 'Hide the headers' : 'Show the headers'}
      </Button>
      {opened && (
        <Code block className="detailCode" tabIndex={0}>
          {text}
        </Code>
      )}
    </div>
  );
}

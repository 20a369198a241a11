import { Button, Code, Drawer } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { QueuedMessage, QueuedRecipient } from '../../../shared/contract/queue.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores, useQueue, useStatus } from '../../stores/appStores.tsx';
import type { QueueAction } from '../../stores/queueStore.ts';
import { FactList, fact } from '../../ui/FactList.tsx';
import { byteSize, counted } from '../../ui/quantity.ts';
import { DueTime, TimeLeft } from '../../ui/RelativeTime.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { fullTime } from '../../ui/time.ts';
import { failureSentences } from '../sentences/failures.ts';
import { directionWords } from '../sentences/modes.ts';
import { recipientStatusWords } from '../sentences/outcomes.ts';
import { hrefOf } from '../shell/router.ts';
import { actOnMessages } from './queueActions.tsx';
import { whyWaiting } from './whyWaiting.ts';

export function MessageDrawer({ message, onClose }: { message: QueuedMessage | null; onClose(): void }) {
  const shown = useQueue((state) => state.messages.find(({ queueId }) => queueId === message?.queueId));
  const current = shown ?? message;
  return (
    <Drawer
      opened={message !== null}
      onClose={onClose}
      position="right"
      size={580}
      title={current?.subject || 'Message without a subject'}
      classNames={{ title: 'drawerTitle' }}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      {current && <MessageDetails key={current.queueId} message={current} isGone={shown === undefined} />}
    </Drawer>
  );
}

function MessageDetails({ message, isGone }: { message: QueuedMessage; isGone: boolean }) {
  const act = useQueue((state) => state.act);
  const isPaused = useStatus(({ status }) => (status?.pause ?? null) !== null);
  const why = whyWaiting(message);
  const run = (action: QueueAction) => () => actOnMessages(action, [message.queueId], act, isPaused);
  return (
    <div className="entry">
      {isGone ? (
        <p className="quieter">This message is no longer in the queue. The log tells what became of it.</p>
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
            <Button size="xs" onClick={run('retry')}>
              Retry now
            </Button>
            <Button size="xs" variant="default" onClick={run(message.held ? 'release' : 'hold')}>
              {message.held ? 'Release' : 'Hold'}
            </Button>
            <Button size="xs" variant="default" onClick={run('bounce')}>
              Bounce…
            </Button>
            <Button size="xs" variant="default" className="dangerButton" onClick={run('remove')}>
              Delete…
            </Button>
          </div>
        </>
      )}
      <h3 className="factsTitle">Message</h3>
      <FactList
        facts={[
          fact('From', message.sender === '' ? 'no sender (automatic notice)' : message.sender),
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
          <Recipient key={recipient.address} recipient={recipient} />
        ))}
      </ul>
      {!isGone && <Headers queueId={message.queueId} />}
      <div className="entryLinks">
        <Button component="a" href={hrefOf('log', { message: message.queueId })} variant="default" size="xs">
          Everything about this message in the log
        </Button>
      </div>
    </div>
  );
}

function Recipient({ recipient }: { recipient: QueuedRecipient }) {
  const status = recipientStatusWords[recipient.status];
  return (
    <li className="recipient">
      <span className="recipientHead">
        <span className="strong breakAnywhere" dir="auto">
          {recipient.address}
        </span>
        <ToneMark tone={status.tone}>{status.word}</ToneMark>
      </span>
      {recipient.code !== null && <span>{failureSentences[recipient.code].title}</span>}
      {recipient.reply !== null && <span className="mono breakAnywhere">{recipient.reply}</span>}
      <span className="quieter">
        {counted(recipient.attempts, 'try', 'tries')}
        {recipient.nextAttemptAt !== null && (
          <>
            {' · next '}
            <DueTime at={recipient.nextAttemptAt} />
          </>
        )}
        {recipient.expiresAt !== null && (
          <>
            {' · given up in '}
            <TimeLeft until={recipient.expiresAt} />
          </>
        )}
      </span>
    </li>
  );
}

/** The message's headers, read when asked for. Its body is never shown. */
function Headers({ queueId }: { queueId: string }) {
  const { engine } = useAppStores();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState<string | null>(null);

  useEffect(() => {
    if (!opened) return;
    let current = true;
    engine.call('queue.get', { queueId }).then(
      ({ headers }) => current && setText(headers),
      (error: unknown) => current && setText(refusalOfError(error).message),
    );
    return () => {
      current = false;
    };
  }, [opened, queueId, engine]);

  return (
    <div>
      <Button size="compact-sm" variant="subtle" aria-expanded={opened} onClick={() => setOpened((shown) => !shown)}>
        {opened ? 'Hide the headers' : 'Show the headers'}
      </Button>
      {opened && text !== null && (
        <Code block className="detailCode" tabIndex={0}>
          {text}
        </Code>
      )}
    </div>
  );
}

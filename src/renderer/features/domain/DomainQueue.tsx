import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import { displayAddress } from '../../ui/idn.ts';
import { counted } from '../../ui/quantity.ts';
import { TimeLeft } from '../../ui/RelativeTime.tsx';
import { NextTryTime } from '../queue/NextTryTime.tsx';
import { useQueueActions } from '../queue/useQueueActions.tsx';
import { whyWaiting } from '../queue/whyWaiting.ts';
import { hrefOf } from '../shell/router.ts';
import { useDomainQueue } from './useDomainQueue.ts';

/** What waits for a domain, with what can be done to all of it. */
export function DomainQueue({ pattern }: { pattern: string }) {
  const { messages, total, selection, refresh } = useDomainQueue(pattern);
  const act = useQueueActions(async () => refresh());
  const someHeld = messages?.some(({ held }) => held) ?? false;
  const someNotHeld = messages?.some(({ held }) => !held) ?? false;
  return (
    <section className="panel" aria-labelledby="domainQueueTitle">
      <div className="panelHead">
        <h2 className="panelTitle" id="domainQueueTitle">
          Queue{total > 0 && `: ${counted(total, 'message')}`}
        </h2>
        <a href={hrefOf('queue', { domain: pattern.replace(/^\*/, '') })}>Show in the queue</a>
      </div>
      {messages !== null && total === 0 && (
        <p className="quiet">
          <IconCircleCheck size={20} aria-hidden />
          No message waits.
        </p>
      )}
      {messages !== null && total > 0 && (
        <>
          <div className="panelActions">
            <Button size="xs" onClick={() => act('retry', selection)}>
              Retry all
            </Button>
            {someNotHeld && (
              <Button size="xs" variant="default" onClick={() => act('hold', selection)}>
                Hold all
              </Button>
            )}
            {someHeld && (
              <Button size="xs" variant="default" onClick={() => act('release', selection)}>
                Release all
              </Button>
            )}
          </div>
          <ul className="recipients">
            {messages.map((message) => (
              <Waiting key={message.queueId} message={message} />
            ))}
          </ul>
          {total > messages.length && <p className="quieter">and {counted(total - messages.length, 'more message')}</p>}
        </>
      )}
    </section>
  );
}

function Waiting({ message }: { message: QueuedMessage }) {
  const why = whyWaiting(message);
  return (
    <li className="recipient">
      <span className="strong toneText" data-tone={why.tone}>
        {why.title}
      </span>
      <span className="breakAnywhere" dir="auto">
        {message.recipients.map(({ address }) => displayAddress(address)).join(', ')}
      </span>
      <span className="quieter">
        from {message.sender === '' ? 'no sender (automatic notice)' : displayAddress(message.sender)}
        {why.nextAttemptAt !== null && (
          <>
            {' · next try '}
            <NextTryTime at={why.nextAttemptAt} />
          </>
        )}
        {why.expiresAt !== null && (
          <>
            {' · given up in '}
            <TimeLeft until={why.expiresAt} />
          </>
        )}
      </span>
    </li>
  );
}

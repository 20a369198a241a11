import { IconPlayerPause } from '@tabler/icons-react';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import { Clipped } from '../../ui/Clipped.tsx';
import { displayAddress, displayDomain } from '../../ui/idn.ts';
import { counted } from '../../ui/quantity.ts';
import { useIsNarrow } from '../../ui/useIsNarrow.ts';
import { LifeBar, NotGivenUp } from './LifeBar.tsx';
import { NextTryTime } from './NextTryTime.tsx';
import { whyWaiting } from './whyWaiting.ts';

export function Why({ message }: { message: QueuedMessage }) {
  const why = whyWaiting(message);
  // Narrow rows are higher, and the column has no room for most reasons.
  const lines = useIsNarrow() ? 'twoLines' : 'clipped';
  const domains = [...new Set(message.recipients.map(({ domain }) => displayDomain(domain)))].join(', ');
  return (
    <span className="stacked">
      <span className={`${lines} strong toneText`} data-tone={why.tone} title={why.title}>
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

export function Mail({ message }: { message: QueuedMessage }) {
  return (
    <span className="stacked">
      <Clipped text={recipientsText(message)} />
      <Clipped
        text={message.sender === '' ? 'no sender (automatic notice)' : `from ${displayAddress(message.sender)}`}
        className="quieter"
      />
    </span>
  );
}

export function recipientsText(message: QueuedMessage): string {
  const first = displayAddress(message.recipients[0]?.address ?? '–');
  const more = message.recipients.length - 1;
  return more > 0 ? `${first} and ${more} more` : first;
}

export function NextTry({ message }: { message: QueuedMessage }) {
  const why = whyWaiting(message);
  if (message.held) return <span className="quieter">when released</span>;
  if (why.nextAttemptAt === null) return <span className="quieter">–</span>;
  return <NextTryTime at={why.nextAttemptAt} />;
}

export function Left({ message }: { message: QueuedMessage }) {
  const { expiresAt } = whyWaiting(message);
  if (expiresAt === null) return <span className="quieter">–</span>;
  if (message.held) return <NotGivenUp />;
  return <LifeBar receivedAt={message.receivedAt} expiresAt={expiresAt} />;
}

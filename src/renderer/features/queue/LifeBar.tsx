import { fullTime, lengthOfTime } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';
import { lifeOf } from './life.ts';

interface LifeBarProps {
  receivedAt: string;
  expiresAt: string;
}

/** What is left of a message's life, in words and as a bar that empties. */
export function LifeBar({ receivedAt, expiresAt }: LifeBarProps) {
  const { leftMs, share, urgency } = lifeOf(receivedAt, expiresAt, useNow());
  return (
    <span className="life" data-urgency={urgency}>
      <time className="numeric lifeText" dateTime={expiresAt} title={fullTime(expiresAt)}>
        {leftMs <= 0 ? 'at the next try' : lengthOfTime(leftMs)}
        {urgency === 'last' && <span className="visuallyHidden"> (its last day)</span>}
      </time>
      <span className="lifeBar" aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

export const notGivenUpOnHold =
  'Not given up while it is on hold. Its time goes on: if that is over when you release it, it gets one last try.';

/** Of a message on hold: its time goes on, but nothing comes of it before it is released. */
export function NotGivenUp() {
  return (
    <span className="quieter twoLines" title={notGivenUpOnHold}>
      not while on hold
    </span>
  );
}

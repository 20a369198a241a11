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

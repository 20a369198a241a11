import { fullTime, lengthOfTime, relativeTime, unbrokenUnits } from './time.ts';
import { useNow } from './useNow.ts';

/** `in 4 min` or `4 min ago`, ticking; the full time is its title. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow();
  return (
    <time className="numeric" dateTime={at} title={fullTime(at)}>
      {unbrokenUnits(relativeTime(at, now))}
    </time>
  );
}

/** As RelativeTime for what is still to come: once it is due, it is due now. */
export function DueTime({ at }: { at: string }) {
  const now = useNow();
  return (
    <time className="numeric" dateTime={at} title={fullTime(at)}>
      {Date.parse(at) <= now ? 'now' : unbrokenUnits(relativeTime(at, now))}
    </time>
  );
}

/** `6 d 23 h`: what is left until then. */
export function TimeLeft({ until }: { until: string }) {
  const now = useNow();
  return (
    <time className="numeric unbroken" dateTime={until} title={fullTime(until)}>
      {lengthOfTime(Date.parse(until) - now)}
    </time>
  );
}

import { fullTime, lengthOfTime, unbrokenUnits } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';

/** `2 d 4 h`: how long it has been here. */
export function Age({ since }: { since: string }) {
  const now = useNow();
  return (
    <time className="numeric" dateTime={since} title={`since ${fullTime(since)}`}>
      {unbrokenUnits(lengthOfTime(now - Date.parse(since)))}
    </time>
  );
}

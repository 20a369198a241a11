import { useStatus } from '../../stores/appStores.tsx';
import { DueTime } from '../../ui/RelativeTime.tsx';
import { waitsForPause } from './waitsForPause.ts';

/** When mail is tried next: while deliveries are paused, not before that ends. */
export function NextTryTime({ at }: { at: string }) {
  const pause = useStatus(({ status }) => status?.pause ?? null);
  return waitsForPause(at, pause) ? <span className="quieter">after the pause</span> : <DueTime at={at} />;
}

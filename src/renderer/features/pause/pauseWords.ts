import type { Pause } from '../../../shared/contract/pause.ts';
import { counted } from '../../ui/quantity.ts';
import { clockTime, dayUnlessToday } from '../../ui/time.ts';

/** `15:04`, or with its day where that is not today. */
function shortTime(iso: string, now: number): string {
  const day = dayUnlessToday(iso, now);
  const time = clockTime(iso).slice(0, 5);
  return day === '' ? time : `${day}, ${time}`;
}

export function pauseSentence({ since, until }: Pause, now: number): string {
  const end = until === null ? 'until somebody resumes them' : `until ${shortTime(until, now)}`;
  return `Deliveries are paused ${end}, since ${shortTime(since, now)}. Mail is taken as before and waits.`;
}

/** What a pause puts at risk; null where nothing is. */
export function pauseWarning({ endangered, until }: Pause): string | null {
  if (endangered === 0) return null;
  const when = until === null ? 'within a day' : 'before that';
  const [run, each] = endangered === 1 ? ['runs', 'It gets'] : ['run', 'Each gets'];
  return `${counted(endangered, 'message')} ${run} out of time ${when}: nothing is given up while paused. ${each} one last try when deliveries go on.`;
}

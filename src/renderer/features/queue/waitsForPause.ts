import type { Pause } from '../../../shared/contract/pause.ts';

/** Whether a try at this time must wait for deliveries to go on. */
export function waitsForPause(at: string, pause: Pick<Pause, 'until'> | null): boolean {
  if (pause === null) return false;
  return pause.until === null || Date.parse(at) < Date.parse(pause.until);
}

import { lengthOfTime } from '../../ui/time.ts';

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const shownTries = 8;

/**
 * When the first tries would be, counted from the first failure: `1m, 5m, 4h*` gives "after 1 min, 6 min, 4 h 6 min, then
 * every 4 h". Null for what cannot be read; why, the engine says.
 */
export function retryPreview(schedule: string): string | null {
  const delays = schedule.split(',').map((entry) => /^(\d{1,9})\s*([smhd])\s*(\*?)$/i.exec(entry.trim()));
  const times: string[] = [];
  let sinceFirstMs = 0;
  let repeated: string | null = null;
  for (const [index, delay] of delays.entries()) {
    const [, digits = '', unit = '', star = ''] = delay ?? [];
    const delayMs = Number(digits) * (unitMs[unit.toLowerCase()] ?? 0);
    const isLast = index === delays.length - 1;
    if (delayMs === 0 || (star !== '' && !isLast)) return null;
    sinceFirstMs += delayMs;
    times.push(lengthOfTime(sinceFirstMs));
    if (star !== '') repeated = lengthOfTime(delayMs);
  }
  const more = times.length > shownTries ? ' and so on' : '';
  const end = repeated === null ? 'then once more at the end of its life' : `then every ${repeated}`;
  return `after ${times.slice(0, shownTries).join(', ')}${more}, ${end}`;
}

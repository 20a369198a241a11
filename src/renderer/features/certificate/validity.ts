import type { Certificate } from '../../../shared/contract/certificate.ts';
import { counted } from '../../ui/quantity.ts';
import { daysUntil } from '../../ui/time.ts';
import type { Tone } from '../sentences/outcomes.ts';

/** With less than this left, a renewal should be under way. */
export const soonDays = 30;
/** With this left, it is urgent. */
const urgentDays = 3;

/** How long a certificate still holds: `364 days left`, `ends today`, `expired 2 days ago`. */
export function validityOf(
  { notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>,
  now: number,
): { tone: Tone; words: string } {
  if (Date.parse(notBefore) > now) return { tone: 'bad', words: 'not valid yet' };
  const left = daysUntil(notAfter, now);
  if (left < 0) return { tone: 'bad', words: `expired ${expiredSince(notAfter, now)}` };
  if (left === 0) return { tone: 'bad', words: 'ends within a day' };
  const tone = left <= urgentDays ? 'bad' : left < soonDays ? 'wait' : 'good';
  return { tone, words: `${counted(left, 'day')} left` };
}

function expiredSince(notAfter: string, now: number): string {
  const days = daysUntil(new Date(now).toISOString(), Date.parse(notAfter));
  return days === 0 ? 'less than a day ago' : `${counted(days, 'day')} ago`;
}

import { assertNever } from './assertNever.ts';

/** For how long deliveries can be paused, as tray and window offer it. */
export const pauseChoices = ['hour', 'four-hours', 'tomorrow', 'open-ended'] as const;
export type PauseChoice = (typeof pauseChoices)[number];

export const pauseChoiceWords: Record<PauseChoice, string> = {
  hour: 'For 1 hour',
  'four-hours': 'For 4 hours',
  tomorrow: 'Until tomorrow, 8:00',
  'open-ended': 'Until I resume',
};

const hourMs = 3_600_000;
const workStartsAtHour = 8;

/** The end of a pause that begins at `now`, epoch milliseconds; null where it has none. Days are those of this machine. */
export function pauseEnd(choice: PauseChoice, now: number): number | null {
  switch (choice) {
    case 'hour':
      return now + hourMs;
    case 'four-hours':
      return now + 4 * hourMs;
    case 'tomorrow': {
      const day = new Date(now);
      day.setDate(day.getDate() + 1);
      return day.setHours(workStartsAtHour, 0, 0, 0);
    }
    case 'open-ended':
      return null;
    default:
      return assertNever(choice);
  }
}

/** What `delivery.pause` takes. */
export function pauseInput(choice: PauseChoice, now: number): { until: string | null } {
  const end = pauseEnd(choice, now);
  return { until: end === null ? null : new Date(end).toISOString() };
}

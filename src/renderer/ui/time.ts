/** Times and lengths of time, for people. The interface is in English whatever the system's language. */

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const fullFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium' });

const shortFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** `3 Oct 2026, 14:03`. */
export function shortTime(iso: string): string {
  return shortFormat.format(new Date(iso));
}

/** `14:03:22`. */
export function clockTime(iso: string): string {
  return clockFormat.format(new Date(iso));
}

/** `3 Oct`, or nothing for today. */
export function dayUnlessToday(iso: string, now: number): string {
  const date = new Date(iso);
  return date.toDateString() === new Date(now).toDateString() ? '' : dayFormat.format(date);
}

/** `3 October 2026`. */
export function longDate(iso: string): string {
  return dateFormat.format(new Date(iso));
}

/** `3 October 2026 at 14:03:22`. */
export function fullTime(iso: string): string {
  return fullFormat.format(new Date(iso));
}

const steps = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 's', ms: 1000 },
] as const;

/** `6 d 23 h`, `4 min`, `12 s`: the two largest units, the second only where it matters. */
export function lengthOfTime(ms: number): string {
  const rest = Math.max(0, ms);
  const index = steps.findIndex((step) => rest >= step.ms);
  const first = steps[index];
  if (!first) return '0 s';
  const second = steps[index + 1];
  const whole = Math.floor(rest / first.ms);
  const part = second ? Math.floor((rest % first.ms) / second.ms) : 0;
  const isFine = first.unit === 'd' || first.unit === 'h' || (first.unit === 'min' && whole < 10);
  return second && part > 0 && isFine ? `${whole} ${first.unit} ${part} ${second.unit}` : `${whole} ${first.unit}`;
}

/** `in 4 min`, `now`, `2 h ago`. */
export function relativeTime(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  if (Math.abs(ms) < 1000) return 'now';
  return ms > 0 ? `in ${lengthOfTime(ms)}` : `${lengthOfTime(-ms)} ago`;
}

/** The same length or distance, whose numbers stay beside their units where the line breaks. */
export function unbrokenUnits(text: string): string {
  return text.replace(/(\d) (?=\p{L})/gu, '$1\u00a0');
}

/** Whole days until then; negative when it has passed. */
export function daysUntil(iso: string, now: number): number {
  return Math.floor((Date.parse(iso) - now) / 86_400_000);
}

/** The value of an `input type="datetime-local"`, in the zone of this machine: `2026-11-22T14:30`. */
export function localOfIso(iso: string): string {
  const date = new Date(iso);
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** The reverse, in UTC; null for what is empty or no time. `end` takes the last moment of the minute. */
export function isoOfLocal(local: string, part: 'start' | 'end' = 'start'): string | null {
  const ms = Date.parse(local);
  if (local === '' || Number.isNaN(ms)) return null;
  return new Date(part === 'start' ? ms : ms + 59_999).toISOString();
}

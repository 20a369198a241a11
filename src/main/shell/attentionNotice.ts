import type { Status } from '../../shared/contract/status.ts';

export interface AttentionNotice {
  title: string;
  body: string;
}

/**
 * What to tell the admin about a new status, while the window is not in front; null where nothing became worse. A
 * domain that already waited is not told again.
 */
export function attentionNotice(previous: Status | null, next: Status): AttentionNotice | null {
  if (next.state === 'failing' && previous?.state !== 'failing') {
    return { title: 'No mail is taken', body: 'Sealpost cannot accept mail. Open it to see why.' };
  }
  if (previous === null) return null;
  const known = new Set(previous.attention.map((entry) => entry.domain));
  const fresh = next.attention.filter((entry) => !known.has(entry.domain)).map((entry) => entry.domain);
  const [first] = fresh;
  if (first === undefined) return null;
  const where = fresh.length === 1 ? first : `${first} and ${fresh.length - 1} more`;
  return { title: 'Mail waits', body: `Mail to ${where} could not be sent yet. It is kept. Open Sealpost to see why.` };
}

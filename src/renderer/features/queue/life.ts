export interface Life {
  leftMs: number;
  /** Of the whole life, from 0 to 1. */
  share: number;
  /** `last`: its last day, after which the sender has to send it again. `soon`: its second half. */
  urgency: 'early' | 'soon' | 'last';
}

const lastDayMs = 24 * 3_600_000;

/** How much is left of a message's life. Times are ISO, `now` is in epoch milliseconds. */
export function lifeOf(receivedAt: string, expiresAt: string, now: number): Life {
  const from = Date.parse(receivedAt);
  const until = Date.parse(expiresAt);
  const leftMs = Math.max(0, until - now);
  const share = until > from ? Math.min(1, leftMs / (until - from)) : 0;
  return { leftMs, share, urgency: leftMs < lastDayMs ? 'last' : share < 0.5 ? 'soon' : 'early' };
}

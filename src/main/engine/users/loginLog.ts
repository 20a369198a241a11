import { networkOf } from '../intake/auth/throttle.ts';

/** Which failed logins get an entry: guessing must not fill the log. */
export interface LoginLog {
  /** Null: no entry. Else how many went unrecorded since the last one. */
  note(clientAddress: string, now: number): { unrecorded: number } | null;
}

const ofAddressMs = 60_000;
const windowMs = 60_000;
const mostInWindow = 30;
const maxAddresses = 10_000;

/** One entry a minute for an address, and 30 a minute in all. */
export function createLoginLog(): LoginLog {
  const lastByAddress = new Map<string, number>();
  let windowStart = 0;
  let inWindow = 0;
  let unrecorded = 0;

  return {
    note(clientAddress, now) {
      if (now - windowStart >= windowMs || now < windowStart) {
        windowStart = now;
        inWindow = 0;
      }
      const address = networkOf(clientAddress);
      const last = lastByAddress.get(address);
      const tooSoon = last !== undefined && now >= last && now - last < ofAddressMs;
      if (tooSoon || inWindow >= mostInWindow) {
        unrecorded += 1;
        return null;
      }
      inWindow += 1;
      lastByAddress.delete(address);
      lastByAddress.set(address, now);
      const [oldest] = lastByAddress.keys();
      if (lastByAddress.size > maxAddresses && oldest !== undefined) lastByAddress.delete(oldest);
      const noted = { unrecorded };
      unrecorded = 0;
      return noted;
    },
  };
}

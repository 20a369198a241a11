import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What an attempt to log in meets before its password is looked at. */
export type Admission = { kind: 'try'; delayMs: number } | { kind: 'locked-out'; until: number };

export interface LockOut {
  /** The address (of IPv6 its /64 network) or the user that is locked out. */
  of: 'address' | 'user';
  name: string;
  /** Epoch ms. */
  until: number;
}

/**
 * Slows down guessing: each failure of an address, and of a user name from anywhere, makes the next attempt wait
 * longer; too many lock it out for a while. A name is treated alike whether or not there is such a user. An address
 * from which a user has logged in before is spared that user's lock-out: nobody can lock somebody out from afar.
 * Memory is bounded: the oldest records go first.
 */
export interface AuthThrottle {
  admit(clientAddress: string, username: string, now: number): Admission;
  /** Returns what this failure has locked out. */
  fail(clientAddress: string, username: string, now: number): LockOut[];
  succeed(clientAddress: string, username: string): void;
  /** A new password, a new start. */
  forgive(username: string): void;
  lockOuts(now: number): LockOut[];
}

export interface ThrottleLimits {
  /** Failures that lock out. */
  failuresOfAddress: number;
  failuresOfUser: number;
  lockOutMs: number;
  maxDelayMs: number;
  maxRecords: number;
}

export const defaultLimits: ThrottleLimits = {
  failuresOfAddress: 10,
  // More, since they may come from many addresses, one of which may be the user's own.
  failuresOfUser: 20,
  lockOutMs: 15 * 60_000,
  maxDelayMs: 8000,
  maxRecords: 10_000,
};

interface Failures {
  count: number;
  lastAt: number;
  /** Epoch ms; 0 where not locked out. */
  lockedUntil: number;
}

const none: Failures = { count: 0, lastAt: 0, lockedUntil: 0 };

/** Failures are forgotten after a lock-out's length without another. */
function failuresNow(failures: Failures, now: number, lockOutMs: number): Failures {
  const over = failures.lockedUntil > 0 ? now >= failures.lockedUntil : now - failures.lastAt >= lockOutMs;
  return over ? none : failures;
}

function afterFailure(failures: Failures, now: number, most: number, lockOutMs: number): Failures {
  const { count, lockedUntil } = failuresNow(failures, now, lockOutMs);
  const next = count + 1;
  return { count: next, lastAt: now, lockedUntil: next >= most ? now + lockOutMs : lockedUntil };
}

/** Nothing, 1 s, 2 s, 4 s, … up to the most. */
export function delayAfter(count: number, maxDelayMs: number): number {
  return count === 0 ? 0 : Math.min(maxDelayMs, 1000 * 2 ** Math.min(count - 1, 20));
}

export function createAuthThrottle(limits: ThrottleLimits = defaultLimits): AuthThrottle {
  const { lockOutMs, maxRecords } = limits;
  const addresses = new Map<string, Failures>();
  const users = new Map<string, Failures>();
  const knownPairs = new Map<string, true>();

  const pairOf = (address: string, username: string) => `${address} ${username}`;
  const current = (records: Map<string, Failures>, key: string, now: number) =>
    failuresNow(records.get(key) ?? none, now, lockOutMs);

  const addFailure = (records: Map<string, Failures>, key: string, now: number, most: number): Failures => {
    const failures = afterFailure(records.get(key) ?? none, now, most, lockOutMs);
    keep(records, key, failures, maxRecords);
    return failures;
  };

  return {
    admit(clientAddress, username, now) {
      const address = networkOf(clientAddress);
      const ofAddress = current(addresses, address, now);
      const spared = knownPairs.has(pairOf(address, username));
      const ofUser = spared ? none : current(users, username, now);
      const until = Math.max(ofAddress.lockedUntil, ofUser.lockedUntil);
      if (until > now) return { kind: 'locked-out', until };
      return { kind: 'try', delayMs: delayAfter(Math.max(ofAddress.count, ofUser.count), limits.maxDelayMs) };
    },
    fail(clientAddress, username, now) {
      const address = networkOf(clientAddress);
      const ofAddress = addFailure(addresses, address, now, limits.failuresOfAddress);
      const ofUser = addFailure(users, username, now, limits.failuresOfUser);
      const locked: LockOut[] = [];
      if (ofAddress.count === limits.failuresOfAddress)
        locked.push({ of: 'address', name: address, until: ofAddress.lockedUntil });
      if (ofUser.count === limits.failuresOfUser)
        locked.push({ of: 'user', name: username, until: ofUser.lockedUntil });
      return locked;
    },
    succeed(clientAddress, username) {
      const address = networkOf(clientAddress);
      const pair = pairOf(address, username);
      addresses.delete(address);
      // Where the password was right before, it says nothing about those who guess it elsewhere: a till that logs in every
      // minute must not give them a new start each time.
      if (!knownPairs.has(pair)) users.delete(username);
      keep(knownPairs, pair, true, maxRecords);
    },
    forgive: (username) => void users.delete(username),
    lockOuts(now) {
      const locked = (of: LockOut['of'], records: Map<string, Failures>) =>
        [...records]
          .filter(([, { lockedUntil }]) => lockedUntil > now)
          .map(([name, { lockedUntil }]) => ({ of, name, until: lockedUntil }));
      return [...locked('address', addresses), ...locked('user', users)];
    },
  };
}

/** The newest last, so that the first is the one to drop. */
function keep<Value>(records: Map<string, Value>, key: string, value: Value, most: number): void {
  records.delete(key);
  records.set(key, value);
  const [oldest] = records.keys();
  if (records.size > most && oldest !== undefined) records.delete(oldest);
}

/** Whoever has one IPv6 address has its whole /64. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!isIPv6(parsed.toString()) || !(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`;
}

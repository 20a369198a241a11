import type { FailureCode } from '../../../shared/domain/failureCode.ts';

/** What the last connection to one host came to. */
export interface HostReach {
  host: string;
  /** Epoch ms. */
  at: number;
  reach: 'answered' | 'silent';
}

const windowMs = 60 * 60_000;
/** One silent server is that server's trouble, several at once are ours. */
const minHosts = 3;
const silentCodes: ReadonlySet<FailureCode> = new Set(['connection-timeout', 'network-unreachable']);

/** Null where an attempt says nothing about the way to the host: a name that was not found, for example. */
export function reachOf(outcome: string, code: FailureCode | null): HostReach['reach'] | null {
  if (outcome === 'delivered') return 'answered';
  if (outcome !== 'deferred' && outcome !== 'failed' && outcome !== 'next-host') return null;
  if (code === null || code.startsWith('dns-') || code === 'null-mx' || code === 'internal-error') return null;
  return silentCodes.has(code) ? 'silent' : 'answered';
}

/**
 * Whether outbound mail seems to be cut off: within the last hour several hosts stayed silent and not one answered, not
 * even with a refusal. Many providers close port 25 like that. Returns how many hosts; null where there is no such sign.
 */
export function decidePortBlocked(hosts: readonly HostReach[], now: number): number | null {
  const recent = hosts.filter(({ at }) => now - at < windowMs);
  if (recent.some(({ reach }) => reach === 'answered')) return null;
  return recent.length >= minHosts ? recent.length : null;
}

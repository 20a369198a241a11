import type { HistoryLog } from '../history/log.ts';
import { decidePortBlocked, type HostReach, reachOf } from './portBlocked.ts';

/** Remembers what the last connection to each host of outbound mail came to. */
export interface Reachability {
  /** How many hosts stay silent where the way out seems to be closed; else null. */
  blockedHosts(now: number): number | null;
  stop(): void;
}

/** Enough to decide by; the host that was tried longest ago is forgotten first. */
const maxHosts = 200;

export function createReachability(history: Pick<HistoryLog, 'onAppended'>): Reachability {
  const hosts = new Map<string, HostReach>();
  const stop = history.onAppended((entries) => {
    for (const { at, direction, host, outcome, code } of entries) {
      const reach = direction === 'outbound' && host !== null ? reachOf(outcome, code) : null;
      if (host === null || reach === null) continue;
      hosts.delete(host);
      hosts.set(host, { host, at: Date.parse(at), reach });
      const [oldest] = hosts.keys();
      if (hosts.size > maxHosts && oldest !== undefined) hosts.delete(oldest);
    }
  });
  return { blockedHosts: (now) => decidePortBlocked([...hosts.values()], now), stop };
}

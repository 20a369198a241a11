import { hostname } from 'node:os';
import type { Settings } from '../../../shared/contract/settings.ts';
import { hostNameOf } from './check.ts';

/** What a fresh data folder starts with: reachable from this machine only, and safe as it stands. */
export function defaultSettings(machine: string = hostname()): Settings {
  return {
    hostname: sayableHostname(machine),
    listeners: [{ host: '127.0.0.1', port: 2525 }],
    allowedNetworks: ['127.0.0.0/8', '::1/128'],
    acceptedDomains: [],
    maxMessageBytes: 50 * 1024 * 1024,
    dns: { servers: [] },
    delivery: {
      port: 25,
      maxConnectionsPerDomain: 20,
      maxConnections: 50,
      connectTimeoutMs: 30_000,
      commandTimeoutMs: 300_000,
    },
    trust: { caFiles: [] },
    smartHost: null,
    queue: { retrySchedule: '1m, 5m, 15m, 30m, 1h, 2h, 4h*', lifeHours: 5 * 24, tlsLifeHours: 7 * 24 },
    notices: { sendDsn: true, sendDelayWarning: true, delayWarningHours: 4, tlsDelayWarningHours: 1 },
    history: { retentionDays: 90, maxMegabytes: 5000 },
  };
}

/** Machines may be called `OFFICE_PC` or `Bob's Mac`: what EHLO and certificates cannot say is written with hyphens. */
function sayableHostname(machine: string): string {
  const hyphenated = machine.replaceAll(/[^\p{L}\p{N}.]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return hostNameOf(machine) ?? hostNameOf(hyphenated) ?? 'localhost';
}

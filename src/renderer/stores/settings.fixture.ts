import type { Settings, SettingsView } from '../../shared/contract/settings.ts';

export function settingsView(settings: Partial<Settings> = {}): SettingsView {
  return {
    settings: {
      hostname: 'relay.office.example',
      listeners: [{ host: '127.0.0.1', port: 2525 }],
      allowedNetworks: ['127.0.0.0/8'],
      acceptedDomains: ['office.example'],
      maxMessageBytes: 50 * 1024 * 1024,
      dns: { servers: [] },
      delivery: {
        port: 25,
        maxConnectionsPerDomain: 5,
        maxConnections: 50,
        connectTimeoutMs: 30_000,
        commandTimeoutMs: 300_000,
      },
      trust: { caFiles: [] },
      smartHost: null,
      queue: { retrySchedule: '1m, 5m, 4h*', lifeHours: 120, tlsLifeHours: 168 },
      notices: { sendDsn: true, sendDelayWarning: true, delayWarningHours: 4, tlsDelayWarningHours: 1 },
      history: { retentionDays: 90, maxMegabytes: 5000 },
      ...settings,
    },
    smartHostPasswordSet: false,
    smartHostPasswordLocked: null,
    secretStorage: 'owner-only-file',
  };
}

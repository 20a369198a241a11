import { expect, it } from 'vitest';
import type { About } from '../../../shared/contract/about.ts';
import type { DesktopView } from '../../../shared/contract/desktop.ts';
import { preferencesSchema } from '../../../shared/contract/desktop.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { diagnosticsText } from './diagnostics.ts';

const at = '2026-11-22T14:00:00.000Z';
const about: About = {
  version: '1.2.3',
  node: '24.1.0',
  sqlite: '3.50.4',
  openssl: '3.5.1',
  platform: 'linux',
  arch: 'x64',
  system: 'Linux 6.1',
  startedAt: at,
  dataDir: '/home/secret-person/data',
  logFile: '/home/secret-person/data/engine.log',
};
const status: Status = {
  version: '1.2.3',
  state: 'attention',
  pause: { since: at, until: null, endangered: 1 },
  startedAt: at,
  dataDir: '/home/secret-person/data',
  hostname: 'secret-relay.example',
  listeners: [{ host: '192.0.2.77', port: 2525, state: 'failed', error: 'port-in-use' }],
  queue: { messages: 3, recipients: 3, deferred: 2, held: 1, tlsFailures: 2, oldestReceivedAt: at },
  last24Hours: { delivered: 9, deliveredOverTls: 8, tlsFailures: 2, deferred: 2, failed: 1, expired: 0 },
  attention: [
    {
      domain: 'secret-customer.example',
      code: 'certificate-expired',
      messages: 2,
      oldestReceivedAt: at,
      soonestExpiresAt: at,
      nextAttemptAt: null,
    },
  ],
  notices: [{ kind: 'database-set-aside', at, detail: '/home/secret-person/data/sealpost.db.broken' }],
  endingCertificates: [{ pattern: 'secret-customer.example', notAfter: at }],
  rules: 4,
  demo: false,
};
const desktop: DesktopView = {
  preferences: preferencesSchema.parse({}),
  startAtLogin: { supported: true, enabled: false },
  versions: { app: '1.2.3', electron: '45.0.0', chromium: '150', node: '24.2.0' },
  folders: [{ id: 'data', path: '/home/secret-person/data' }],
  engine: {
    phase: 'running',
    since: at,
    attached: false,
    restarts: 2,
    lastExit: { at, reason: 'secret-reason' },
    nextTryAt: null,
  },
};

it('has versions, states and counts, and nothing of who and where', () => {
  const text = diagnosticsText({ about, status, desktop, at });
  for (const known of [
    'Sealpost 1.2.3, Node 24.1.0, SQLite 3.50.4, OpenSSL 3.5.1',
    'Electron 45.0.0, Chromium 150',
    '2 restarts',
    'attention, deliveries paused',
    'failed: port-in-use',
    '3 messages, 2 deferred, 2 for TLS, 1 held',
    'certificate-expired',
    'database-set-aside',
  ]) {
    expect(text).toContain(known);
  }
  expect(text).not.toMatch(/secret|192\.0\.2\.77|\/home/);
});

it('says what does not answer', () => {
  expect(diagnosticsText({ about: null, status: null, desktop: null, at })).toBe(
    `Sealpost diagnostics, ${at}\nEngine: not answering\nDesktop: none, in a browser`,
  );
});

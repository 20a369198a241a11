import type { Status } from '../../shared/contract/status.ts';

/** A healthy engine with nothing to do, for tests. */
export function statusWith(changes: Partial<Status> = {}): Status {
  return {
    version: '1.0.0',
    state: 'running',
    pause: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    dataDir: '/data',
    hostname: 'relay.office.example',
    listeners: [{ host: '127.0.0.1', port: 2525, state: 'listening', error: null }],
    queue: { messages: 0, recipients: 0, deferred: 0, held: 0, tlsFailures: 0, oldestReceivedAt: null },
    last24Hours: { delivered: 0, deliveredOverTls: 0, tlsFailures: 0, deferred: 0, failed: 0, expired: 0 },
    attention: [],
    notices: [],
    endingCertificates: [],
    rules: 0,
    demo: false,
    ...changes,
  };
}

export function queueOf(messages: number, tlsFailures = 0): Status['queue'] {
  return { ...statusWith().queue, messages, recipients: messages, tlsFailures };
}

export function attentionFor(...domains: string[]): Status['attention'] {
  return domains.map((domain) => ({
    domain,
    code: 'certificate-expired',
    messages: 1,
    oldestReceivedAt: '2026-01-01T00:00:00.000Z',
    soonestExpiresAt: '2026-01-08T00:00:00.000Z',
    nextAttemptAt: null,
  }));
}

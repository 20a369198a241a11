import type { EndingCertificate, Notice, Status } from '../../../shared/contract/status.ts';
import { lowDisk, troubledRoutes } from '../concerns/concerns.ts';
import type { ApiContext } from './context.ts';

const dayMs = 24 * 3_600_000;
const maxAttention = 50;
const endsSoonMs = 14 * dayMs;

/** The engine as a whole, as the overview and the tray show it. */
export function readStatus(context: ApiContext): Status {
  const now = context.clock.now();
  const listeners = context.intake.status();
  const attention = context.queue.admin.attention(maxAttention);
  const notices = [
    ...context.notices(),
    ...failedListeners(listeners, now),
    ...blockedPort(context, now),
    ...lowDisk(context.freeSpace(), now),
    ...unreadableMessages(context, now),
    ...troubledRoutes(context.routes.list(), attention, now),
  ];
  return {
    version: context.version,
    state: stateOf(listeners, attention.length + notices.length),
    pause: context.pause.view(),
    startedAt: new Date(context.startedAt).toISOString(),
    dataDir: context.dataDir,
    hostname: context.settings.inForce().hostname,
    listeners,
    queue: context.queue.admin.summary(),
    last24Hours: context.history.tally.stats(now - dayMs, now),
    attention,
    notices,
    endingCertificates: endingCertificates(context, now),
    rules: context.rules.book.list().length,
    demo: context.demo,
  };
}

function endingCertificates({ rules }: ApiContext, now: number): EndingCertificate[] {
  // Times of the contract sort as text: ten thousand rules are compared without reading a date.
  const soon = new Date(now + endsSoonMs).toISOString();
  return rules.book
    .list()
    .flatMap(({ id, pattern, enabled, mode }) => {
      // No other mode looks at the dates of a certificate.
      const notAfter = enabled && mode === 'strict' ? rules.prober.verdictOf(id)?.certificateNotAfter : null;
      return notAfter != null && notAfter < soon ? [{ pattern, notAfter }] : [];
    })
    .sort((a, b) => (a.notAfter < b.notAfter ? -1 : 1))
    .slice(0, maxAttention);
}

/** Without a single open listener no mail comes in: that is failing, all else that needs a look is attention. */
function stateOf(listeners: Status['listeners'], concerns: number): Status['state'] {
  if (!listeners.some(({ state }) => state === 'listening')) return 'failing';
  return concerns > 0 ? 'attention' : 'running';
}

function failedListeners(listeners: Status['listeners'], now: number): Notice[] {
  return listeners
    .filter(({ state }) => state === 'failed')
    .map(({ host, port, error }) => ({
      kind: 'listener-failed',
      at: new Date(now).toISOString(),
      detail: `${host}:${port} ${error ?? ''}`.trim(),
    }));
}

/** Where a smart host takes the mail, nobody needs to reach port 25 of others. */
function blockedPort(context: ApiContext, now: number): Notice[] {
  const hosts = context.settings.inForce().smartHost === null ? context.reachability.blockedHosts(now) : null;
  if (hosts === null) return [];
  return [{ kind: 'port-25-blocked', at: new Date(now).toISOString(), detail: String(hosts) }];
}

function unreadableMessages(context: ApiContext, now: number): Notice[] {
  const count = context.queue.admin.unreadableMessages();
  if (count === 0) return [];
  return [{ kind: 'unreadable-messages', at: new Date(now).toISOString(), detail: String(count) }];
}

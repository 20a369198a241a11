import { createCertificateCache } from '../certificates/certificateCache.ts';
import { temporaryFailure } from './classify.ts';
import { closedFailure, deliverTask, type SettledResults } from './deliverTask.ts';
import { createSharedResolver } from './mx/sharedResolver.ts';
import { createFarewells } from './session/farewells.ts';
import { createOpenSockets } from './session/openSockets.ts';
import { createSessionPool } from './session/pool.ts';
import { createSecureContexts } from './tls/secureContexts.ts';
import type { DeliveryDeps, DeliveryReport, DeliveryTask, SteeredDelivery } from './types.ts';

/** Brings mail to the hosts of its domain, or to those that the admin named, over links that the policy allows. */
export function createDelivery(deps: DeliveryDeps): SteeredDelivery {
  const sockets = createOpenSockets(deps.connect);
  const farewells = createFarewells(deps.clock);
  const pool = createSessionPool({ clock: deps.clock });
  const contexts = createSecureContexts();
  const certificates = createCertificateCache(deps.logger);
  const resolvers = createSharedResolver(deps.clock);
  const underWay = new Set<Promise<DeliveryReport>>();
  const cancelDns = new Set<() => void>();
  let closed = false;

  const run = async (task: DeliveryTask): Promise<DeliveryReport> => {
    const settled: SettledResults = new Map();
    let cancel = () => {};
    try {
      const settings = deps.settings();
      const resolver = resolvers.forServers(settings.dnsServers);
      cancel = () => resolver.cancel();
      cancelDns.add(cancel);
      return await deliverTask(task, settled, {
        settings,
        connect: sockets.connect,
        clock: deps.clock,
        farewells,
        random: deps.random,
        logger: deps.logger,
        resolver,
        pool,
        secureContextFor: contexts.contextFor,
        describeCertificate: certificates.describe,
        isClosed: () => closed,
      });
    } catch (error) {
      deps.logger.error({ error, queueId: task.queueId, domain: task.domain }, 'Delivery failed by a bug');
      return unfinishedReport(task, settled, closed);
    } finally {
      cancelDns.delete(cancel);
    }
  };

  return {
    async deliver(task) {
      if (closed) return unfinishedReport(task, new Map(), true);
      const running = run(task);
      underWay.add(running);
      const report = await running;
      underWay.delete(running);
      return report;
    },
    askDnsAnew: resolvers.forget,
    async close() {
      closed = true;
      for (const cancel of cancelDns) cancel();
      await pool.close();
      await sockets.cutAll();
      await Promise.all(underWay);
    },
  };
}

/** What was settled before, and that the rest was on our side. */
function unfinishedReport(task: DeliveryTask, settled: SettledResults, closed: boolean): DeliveryReport {
  const failure = closed ? closedFailure : temporaryFailure('internal-error');
  const results = task.recipients.map(
    (recipient, place) => settled.get(place) ?? { kind: 'failed' as const, recipient, failure, peer: null },
  );
  return { results, failedHosts: [], observed: null };
}

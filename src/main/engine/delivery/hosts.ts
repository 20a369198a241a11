import type { Random } from '../runtime.ts';
import { temporaryFailure } from './classify.ts';
import { type AddressResult, resolveAddresses, resolveNamedHost } from './mx/resolveAddresses.ts';
import { resolveMx } from './mx/resolveMx.ts';
import type { DnsResolver } from './mx/resolver.ts';
import type { DeliveryFailure, DeliverySettings, DeliveryTask, RelayHost } from './types.ts';

/** A host to try, whose addresses are looked up when its turn comes. */
export interface HostToTry extends RelayHost {
  findAddresses(): Promise<AddressResult>;
}

export type HostsResult = { kind: 'hosts'; hosts: HostToTry[] } | { kind: 'failed'; failure: DeliveryFailure };

/** A domain may list any number of hosts; an attempt has an end. */
const maxHosts = 10;

/** Where a task's mail may go, in the order in which to try. */
export async function findHosts(
  task: DeliveryTask,
  deps: { settings: DeliverySettings; resolver: DnsResolver; random: Random },
): Promise<HostsResult> {
  const { settings } = deps;
  const { path } = task;
  if (path.kind === 'hosts') {
    if (path.hosts.length === 0) return { kind: 'failed', failure: temporaryFailure('no-route') };
    const usesSystemDns = settings.dnsServers.length === 0;
    const hosts = path.hosts.map((relay) => ({
      ...relay,
      findAddresses: () => resolveNamedHost(relay.host, { ...deps, usesSystemDns }),
    }));
    return { kind: 'hosts', hosts };
  }
  const result = await resolveMx(task.domain, { ...deps, ownHostname: settings.hostname });
  if (result.kind === 'failed') return result;
  const hosts = result.hosts.slice(0, maxHosts).map(({ host, implicit }) => ({
    host,
    port: settings.port,
    policy: path.policy,
    credentials: null,
    findAddresses: async () => {
      const found = await resolveAddresses(host, deps);
      return implicit ? asFinal(found) : found;
    },
  }));
  return { kind: 'hosts', hosts };
}

/** A domain with neither MX nor address takes no mail: there is no other host that may still be found. */
function asFinal(found: AddressResult): AddressResult {
  if (found.kind !== 'failed' || !found.definite) return found;
  return { ...found, failure: { ...found.failure, kind: 'permanent' } };
}

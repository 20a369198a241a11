import { lookup, Resolver } from 'node:dns/promises';
import type { DeliverySettings } from '../types.ts';

/** The questions that delivery asks. They reject with c-ares's errors, as Node's own resolver does. */
export interface DnsResolver {
  resolveMx(domain: string): Promise<{ exchange: string; priority: number }[]>;
  resolve4(host: string): Promise<string[]>;
  resolve6(host: string): Promise<string[]>;
  /** As the system finds a host, hosts file included: for servers that the admin named. */
  lookup(host: string): Promise<string[]>;
  /** Questions under way end with an error. */
  cancel(): void;
}

/** c-ares doubles the time from try to try: 28 s for one server that never answers. */
const dnsOptions = { timeout: 4000, tries: 3 };

/**
 * A resolver, to be made anew before long: settings change, and so does the system's resolv.conf when a laptop changes
 * networks. With a server that is not `address:port` every question is rejected with Node's words for it.
 */
export function createResolver({ dnsServers }: Pick<DeliverySettings, 'dnsServers'>): DnsResolver {
  const open = new Set<Resolver>();
  const openResolver = (): Resolver => {
    const resolver = new Resolver(dnsOptions);
    if (dnsServers.length > 0) resolver.setServers(dnsServers);
    open.add(resolver);
    return resolver;
  };
  let shared: Resolver | null = null;
  let isCancelled = false;
  // The system's lookup cannot be cancelled: it is left to itself.
  let cancelLookups = () => {};
  const cancelled = new Promise<never>((_, reject) => {
    cancelLookups = () => reject(Object.assign(new Error('The lookup was cancelled.'), { code: 'ECANCELLED' }));
  });
  cancelled.catch(() => {});
  const ask = async <Value>(question: (resolver: Resolver) => Promise<Value>): Promise<Value> => {
    shared ??= openResolver();
    try {
      return await question(shared);
    } catch (error) {
      if (isCancelled || !isGarbled(error)) throw error;
    }
    // c-ares blames every question under way for one answer that it cannot read: asked alone, each hears its own.
    const alone = openResolver();
    try {
      return await question(alone);
    } finally {
      open.delete(alone);
    }
  };
  return {
    resolveMx: (domain) => ask((resolver) => resolver.resolveMx(domain)),
    resolve4: (host) => ask((resolver) => resolver.resolve4(host)),
    resolve6: (host) => ask((resolver) => resolver.resolve6(host)),
    lookup: async (host) => {
      const found = await Promise.race([lookup(host, { all: true }), cancelled]);
      return found.map(({ address }) => address);
    },
    cancel: () => {
      isCancelled = true;
      for (const resolver of open) resolver.cancel();
      cancelLookups();
    },
  };
}

function isGarbled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EBADRESP';
}

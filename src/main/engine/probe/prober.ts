import type { Route } from '../../../shared/contract/route.ts';
import type { SmartHostTest } from '../../../shared/contract/smartHost.ts';
import type { DomainVerdict, RouteResult, Verdict } from '../../../shared/contract/verdict.ts';
import type { LinkMode } from '../../../shared/domain/tlsMode.ts';
import { createCertificateCache } from '../certificates/certificateCache.ts';
import { temporaryFailure } from '../delivery/classify.ts';
import { resolveAddresses, resolveNamedHost } from '../delivery/mx/resolveAddresses.ts';
import { resolveMx } from '../delivery/mx/resolveMx.ts';
import { createResolver, type DnsResolver } from '../delivery/mx/resolver.ts';
import { createSharedResolver } from '../delivery/mx/sharedResolver.ts';
import { createFarewells } from '../delivery/session/farewells.ts';
import { createOpenSockets } from '../delivery/session/openSockets.ts';
import { sessionKey } from '../delivery/session/policyFingerprint.ts';
import { createSecureContexts } from '../delivery/tls/secureContexts.ts';
import type { Credentials, DeliveryDeps, TlsPolicy } from '../delivery/types.ts';
import { policyForRoute, policyForSmartHost } from '../policy/tlsPolicy.ts';
import { createLimiter } from './limiter.ts';
import { type ProbeDeps, type ProbeTarget, probeHost } from './probeHost.ts';
import { askRecipient, routeResultOf } from './routeResult.ts';
import { askLogin, smartHostResultOf } from './smartHostResult.ts';
import { judgeDomain, judgeFailure } from './verdict.ts';
import { createVerdictCache } from './verdictCache.ts';

/** Asks mail servers what TLS they can do, politely: one connection at a time to one host, few in all, answers remembered. */
export interface Prober {
  /** All MX of a domain (A-labels). `fresh` asks even where an answer is remembered. */
  probeDomain(domain: string, policy: TlsPolicy, fresh: boolean): Promise<DomainVerdict>;
  /** One server by name or address. */
  probeHost(host: string, port: number, policy: TlsPolicy, fresh: boolean): Promise<Verdict>;
  /** Asks a route's server, and whether it takes mail for `address`; no message is sent. */
  validateRoute(route: Route, address: string): Promise<RouteResult>;
  /** Asks a smart host, and logs in with `credentials` where the server has proved its name; no message is sent. */
  testSmartHost(
    target: { host: string; port: number; mode: LinkMode },
    credentials: Credentials | null,
  ): Promise<SmartHostTest>;
  close(): Promise<void>;
}

export interface ProberDeps extends DeliveryDeps {
  /** Monotonic, in milliseconds. */
  stopwatchMs(): number;
}

const maxProbes = 64;
/** However a server dawdles, a probe ends. */
const deadlineMs = 30_000;

export function createProber(deps: ProberDeps): Prober {
  const sockets = createOpenSockets(deps.connect);
  const farewells = createFarewells(deps.clock);
  const contexts = createSecureContexts();
  const certificates = createCertificateCache(deps.logger);
  const limiter = createLimiter(maxProbes);
  // One for many probes, since each is a channel of its own outside JavaScript's memory; what a person asks is always asked.
  const resolvers = createSharedResolver(deps.clock, createResolver, 0);
  const cache = createVerdictCache(deps.clock);
  const underWay = new Map<string, Promise<Verdict>>();

  const sessionDeps = (): ProbeDeps => {
    const settings = deps.settings();
    return {
      // A probe that waits for a person is in more of a hurry than a delivery.
      settings: {
        ...settings,
        connectTimeoutMs: Math.min(settings.connectTimeoutMs, deadlineMs),
        commandTimeoutMs: Math.min(settings.commandTimeoutMs, deadlineMs),
      },
      connect: sockets.connect,
      clock: deps.clock,
      farewells,
      logger: deps.logger,
      secureContextFor: contexts.contextFor,
      describeCertificate: certificates.describe,
      stopwatchMs: deps.stopwatchMs,
    };
  };

  /** Remembered, or already being asked for, or asked. */
  const probe = (target: ProbeTarget, fresh: boolean): Promise<Verdict> => {
    const key = sessionKey(
      { ...target, policy: { ...target.policy, mode: 'relaxed' }, credentials: null },
      deps.settings(),
    );
    const known = fresh ? null : cache.get(key);
    if (known) return Promise.resolve(known);
    const running = underWay.get(key);
    if (running) return running;
    const asked = limiter.run(`${target.host}:${target.port}`, async () => {
      const { verdict } = await withDeadline((inTime) => probeHost(target, inTime), target);
      cache.put(key, verdict);
      return verdict;
    });
    underWay.set(key, asked);
    return asked.finally(() => underWay.delete(key));
  };

  /** Gives up after the deadline: the sockets that the work opened are cut, and the verdict is a timeout. */
  const withDeadline = async <Used>(
    work: (inTime: ProbeDeps) => Promise<{ verdict: Verdict; used: Used | null }>,
    target: ProbeTarget,
  ): Promise<{ verdict: Verdict; used: Used | null }> => {
    const startedMs = deps.stopwatchMs();
    const own = createOpenSockets(sockets.connect);
    let giveUp = () => {};
    const late = new Promise<{ verdict: Verdict; used: null }>((resolve) => {
      giveUp = () => {
        void own.cutAll();
        resolve({ verdict: lateVerdict(target, deps.stopwatchMs() - startedMs), used: null });
      };
    });
    const timer = deps.clock.setTimer(giveUp, deadlineMs);
    try {
      return await Promise.race([work({ ...sessionDeps(), connect: own.connect }), late]);
    } finally {
      timer.cancel();
    }
  };

  const lateVerdict = (target: ProbeTarget, totalMs: number): Verdict => ({
    host: target.host,
    port: target.port,
    address: null,
    addressesTried: [],
    offered: null,
    protocol: null,
    cipher: null,
    certificates: [],
    nameMatches: null,
    ...judgeFailure(target.policy, 'connection-timeout'),
    detail: `No verdict within ${deadlineMs / 1000} seconds.`,
    timings: { dnsMs: null, connectMs: null, greetingMs: null, helloMs: null, handshakeMs: null, totalMs },
    checkedAt: new Date(deps.clock.now()).toISOString(),
  });

  const withResolver = <Result>(ask: (resolver: DnsResolver) => Promise<Result>): Promise<Result> =>
    ask(resolvers.forServers(deps.settings().dnsServers));

  const namedTarget = (host: string, port: number, policy: TlsPolicy): ProbeTarget => ({
    host,
    port,
    policy,
    findAddresses: () =>
      withResolver((resolver) =>
        resolveNamedHost(host, {
          resolver,
          random: deps.random,
          usesSystemDns: deps.settings().dnsServers.length === 0,
        }),
      ),
  });

  const timeNow = () => new Date(deps.clock.now()).toISOString();

  return {
    async probeDomain(domain, policy, fresh) {
      const settings = deps.settings();
      const found = await withResolver((resolver) =>
        resolveMx(domain, { resolver, random: deps.random, ownHostname: settings.hostname }),
      );
      if (found.kind === 'failed') {
        const { code, kind } = found.failure;
        return { domain, checkedAt: timeNow(), mx: [], strictestMode: null, code, unknown: kind === 'temporary' };
      }
      const asked = await Promise.all(
        found.hosts.map(async ({ host, preference, implicit }) => {
          const findAddresses = () =>
            withResolver((resolver) => resolveAddresses(host, { resolver, random: deps.random }));
          const verdict = await probe({ host, port: settings.port, policy, findAddresses }, fresh);
          return { host, preference, implicit, verdict };
        }),
      );
      // Neither MX nor address: as for a delivery, that is final. There is no other host that may still be found.
      if (asked.some(({ implicit, verdict }) => implicit && verdict.code === 'dns-nxdomain')) {
        return { domain, checkedAt: timeNow(), mx: [], strictestMode: null, code: 'dns-nxdomain', unknown: false };
      }
      const mx = asked.map(({ host, preference, verdict }) => ({ host, preference, verdict }));
      // As old as the oldest of what it rests on: some of it may be remembered.
      const [checkedAt = timeNow()] = mx.map(({ verdict }) => verdict.checkedAt).sort();
      return { domain, checkedAt, mx, ...judgeDomain(mx) };
    },
    probeHost: (host, port, policy, fresh) => probe(namedTarget(host, port, policy), fresh),
    async validateRoute(route, address) {
      const target = namedTarget(route.host, route.port, policyForRoute(route));
      const { verdict, used } = await limiter.run(`${route.host}:${route.port}`, () =>
        withDeadline((inTime) => probeHost(target, inTime, (session) => askRecipient(session, address)), target),
      );
      return routeResultOf(route.id, verdict, used ?? { kind: 'failed', failure: temporaryFailure('connection-lost') });
    },
    async testSmartHost({ host, port, mode }, credentials) {
      const target = namedTarget(host, port, policyForSmartHost(mode, null));
      const { verdict, used } = await limiter.run(`${host}:${port}`, () =>
        withDeadline((inTime) => probeHost(target, inTime, (session) => askLogin(session, credentials)), target),
      );
      return smartHostResultOf(mode, verdict, used ?? { kind: 'not-tried' });
    },
    async close() {
      resolvers.forServers(deps.settings().dnsServers).cancel();
      await sockets.cutAll();
    },
  };
}

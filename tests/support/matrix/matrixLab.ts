import { isIP } from 'node:net';
import { createDelivery } from '../../../src/main/engine/delivery/deliver.ts';
import { connectTcp } from '../../../src/main/engine/delivery/session/connectTcp.ts';
import type { Connect, DeliveryPath, DeliverySettings, TlsPolicy } from '../../../src/main/engine/delivery/types.ts';
import { createProber } from '../../../src/main/engine/probe/prober.ts';
import { type Logger, silentLogger } from '../../../src/main/engine/runtime.ts';
import type { DomainVerdict, Verdict } from '../../../src/shared/contract/verdict.ts';
import type { FailureCode } from '../../../src/shared/domain/failureCode.ts';
import { messageTo, policyOf } from '../deliveryDeps.ts';
import { createFakeClock } from '../fakeClock.ts';
import { type DnsEntry, startDnsServer } from '../lab/dnsServer.ts';
import { deadAddresses } from './addressCases.ts';
import type { DomainCase } from './domainCases.ts';
import { type RunningEndpoint, startEndpoint, startOnOnePort } from './endpoint.ts';
import { type MatrixCase, makeWorld, mxHost, type World } from './matrixCase.ts';

export const matrixDomain = 'matrix.example';
const enforcedModes = ['strict', 'relaxed', 'pinned'] as const;

/** What one delivery came to. */
export interface Delivered {
  /** Null: taken, inside TLS. */
  code: FailureCode | null;
  kind: 'temporary' | 'permanent' | null;
  /** The commands of an envelope that the endpoint could read, and whether it took a message inside TLS. */
  envelope: string[];
  tookMessage: boolean;
}

export interface Answers {
  verdict: Verdict;
  wrongPinVerdict: Verdict;
  /** What the endpoint could read of an envelope while it was probed. */
  envelopeInProbe: string[];
  deliveries: Record<(typeof enforcedModes)[number] | 'wrongPin', Delivered>;
}

/** A prober and a delivery of the same settings, over the same DNS and the same network, before one endpoint at a time. */
export interface MatrixLab {
  world: World;
  /** Serves the case, probes it and delivers to it in each mode. */
  ask(matrixCase: MatrixCase): Promise<Answers>;
  /** The same with one endpoint, again for each set of trusted roots; null: those of the case. */
  askInTurn(matrixCase: MatrixCase, trusted: readonly (readonly string[] | null)[]): Promise<Answers[]>;
  /** Serves every host of the case, probes the domain and delivers to it in each mode. */
  askDomain(
    domainCase: DomainCase,
  ): Promise<{ verdict: DomainVerdict; deliveries: Record<(typeof enforcedModes)[number], Delivered> }>;
  /** Errors that were logged: bugs. */
  bugs: readonly unknown[];
  close(): Promise<void>;
}

const commandTimeoutMs = 10_000;
/** Of the rules whose cipher list is good for nothing. */
const expectedError = 'No TLS context for this policy';

export async function startMatrixLab(): Promise<MatrixLab> {
  const world = makeWorld();
  const dns = await startDnsServer();
  const clock = createFakeClock();
  const bugs: unknown[] = [];
  const logger: Logger = {
    ...silentLogger,
    error(fields, text) {
      if (text !== expectedError) bugs.push({ ...fields, text });
    },
  };
  let settings: DeliverySettings = {
    hostname: 'relay.office.example',
    dnsServers: [dns.address],
    port: 25,
    maxConnectionsPerDomain: 1,
    connectTimeoutMs: 5000,
    commandTimeoutMs,
    extraCaPems: world.trusted,
  };
  const connect: Connect = (target) => {
    const code = deadAddresses.get(target.address);
    return code === undefined
      ? connectTcp(target)
      : Promise.reject(Object.assign(new Error(`connect ${code}`), { code }));
  };
  // Two addresses, or two MX, are tried in the order given.
  const deps = { settings: () => settings, connect, clock, random: () => 0.999, logger };
  const prober = createProber({ ...deps, stopwatchMs: () => clock.now() });
  const delivery = createDelivery(deps);

  /** Waits for `work`, and where the endpoint falls silent lets the time pass that a reply may take. */
  const inTime = async <Result>(
    endpoints: readonly RunningEndpoint[],
    work: () => Promise<Result>,
  ): Promise<Result> => {
    let done = false;
    const stalls = endpoints.map((endpoint) => endpoint.nextStall());
    const running = work().finally(() => {
      done = true;
    });
    void Promise.race(stalls).then(async () => {
      if (!done) await clock.advance(commandTimeoutMs);
    });
    return running;
  };

  const deliver = async (path: DeliveryPath, endpoints: readonly RunningEndpoint[]): Promise<Delivered> => {
    const before = hear(endpoints);
    const recipient = `anna@${matrixDomain}`;
    const message = messageTo([recipient]);
    const report = await inTime(endpoints, () =>
      delivery.deliver({ ...message, queueId: 'matrix', domain: matrixDomain, path }),
    );
    const after = hear(endpoints);
    const result = report.results[0];
    const failure = result?.kind === 'failed' ? result.failure : null;
    return {
      code: failure?.code ?? null,
      kind: failure?.kind ?? null,
      envelope: envelopeIn(after.text).slice(envelopeIn(before.text).length),
      tookMessage: after.messages === before.messages + 1,
    };
  };

  const policiesOf = (policy: Partial<TlsPolicy>, pin: string) => ({
    strict: policyOf('strict', policy),
    relaxed: policyOf('relaxed', policy),
    pinned: policyOf('pinned', { ...policy, pins: [pin] }),
  });

  /** What is remembered from the turn before may be used again. */
  const askInTurn = async (
    { serve, host = mxHost, addresses = ['127.0.0.1'], policy = {} }: MatrixCase,
    trusted: readonly (readonly string[] | null)[],
  ): Promise<Answers[]> => {
    const endpoint = serve(world);
    const listens = addresses.at(-1) ?? '127.0.0.1';
    const running = await startEndpoint(endpoint, host, deadAddresses.has(listens) ? '127.0.0.1' : listens);
    const endpoints = [running];
    const { port } = running;
    const isNamed = isIP(host) !== 0;
    forgetDns();
    if (!isNamed) {
      dns.zone.set(matrixDomain, { mx: [{ preference: 10, exchange: host }] });
      dns.zone.set(host, addressRecords(addresses));
    }
    const own = 'script' in endpoint ? undefined : endpoint.trusted;
    const pin = 'script' in endpoint ? wrongPin : endpoint.certificate.spkiPin;
    const policies = policiesOf(policy, pin);
    const unpinned = policyOf('pinned', { ...policy, pins: [wrongPin] });

    const probe = async (asked: TlsPolicy, fresh: boolean): Promise<Verdict> => {
      if (isNamed) return prober.probeHost(host, port, asked, fresh);
      const [mx] = (await prober.probeDomain(matrixDomain, asked, fresh)).mx;
      if (!mx) throw new Error('The probe found no MX.');
      return mx.verdict;
    };
    const send = (asked: TlsPolicy) => {
      const named: DeliveryPath = { kind: 'hosts', hosts: [{ host, port, policy: asked, credentials: null }] };
      return deliver(isNamed ? named : { kind: 'mx', policy: asked }, endpoints);
    };
    const answers: Answers[] = [];
    try {
      for (const [turn, roots] of trusted.entries()) {
        settings = { ...settings, port, extraCaPems: roots ?? own ?? world.trusted };
        const before = envelopeIn(running.heard().text).length;
        const verdict = await inTime(endpoints, () => probe(policies.pinned, turn === 0));
        const wrongPinVerdict = await inTime(endpoints, () => probe(unpinned, turn === 0));
        const envelopeInProbe = envelopeIn(running.heard().text).slice(before);
        const deliveries = {
          strict: await send(policies.strict),
          relaxed: await send(policies.relaxed),
          pinned: await send(policies.pinned),
          wrongPin: await send(unpinned),
        };
        answers.push({ verdict, wrongPinVerdict, envelopeInProbe, deliveries });
      }
    } finally {
      await running.close();
    }
    return answers;
  };

  /** Deliveries share what the DNS said a moment ago. */
  const forgetDns = () => {
    dns.zone.clear();
    clock.set(clock.now() + 1000);
  };

  return {
    world,
    bugs,
    async ask(matrixCase) {
      const [answers] = await askInTurn(matrixCase, [null]);
      if (!answers) throw new Error('Nothing was asked.');
      return answers;
    },
    askInTurn,
    async askDomain({ zone, hosts }) {
      const served = hosts.map(({ host, address, serve }) => ({ host, address, endpoint: serve(world) }));
      const endpoints = await startOnOnePort(served);
      try {
        forgetDns();
        for (const [name, entry] of Object.entries(zone)) dns.zone.set(name, entry);
        settings = { ...settings, port: endpoints[0]?.port ?? 25, extraCaPems: world.trusted };
        const last = served.at(-1)?.endpoint;
        const policies = policiesOf({}, last && 'certificate' in last ? last.certificate.spkiPin : wrongPin);
        const verdict = await inTime(endpoints, () => prober.probeDomain(matrixDomain, policies.strict, true));
        const send = (policy: TlsPolicy) => deliver({ kind: 'mx', policy }, endpoints);
        const deliveries = {
          strict: await send(policies.strict),
          relaxed: await send(policies.relaxed),
          pinned: await send(policies.pinned),
        };
        return { verdict, deliveries };
      } finally {
        await Promise.all(endpoints.map((endpoint) => endpoint.close()));
      }
    },
    async close() {
      await prober.close();
      await delivery.close();
      await dns.close();
    },
  };
}

/** Nobody's. */
const wrongPin = Buffer.alloc(32, 1).toString('base64');

function addressRecords(addresses: readonly string[]): DnsEntry {
  return {
    a: addresses.filter((address) => isIP(address) === 4),
    aaaa: addresses.filter((address) => isIP(address) === 6),
  };
}

function hear(endpoints: readonly RunningEndpoint[]): { text: string; messages: number } {
  const all = endpoints.map((endpoint) => endpoint.heard());
  return { text: all.map(({ text }) => text).join(''), messages: all.reduce((sum, { messages }) => sum + messages, 0) };
}

function envelopeIn(text: string): string[] {
  return text.match(/\b(?:MAIL FROM|RCPT TO|DATA\r|AUTH )/gi) ?? [];
}

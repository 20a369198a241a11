import { writeFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Connect } from '../../../src/main/engine/delivery/types.ts';
import { type Clock, systemClock } from '../../../src/main/engine/runtime.ts';
import { type Ca, createCa } from './ca.ts';
import { type DnsEntry, startDnsServer } from './dnsServer.ts';
import { behaviourOf, type DoubleName, doubleNames, labZone } from './labDoubles.ts';
import type { SmtpBehaviour } from './smtpBehaviour.ts';
import { type SmtpDouble, startSmtpDouble } from './smtpDouble.ts';

export interface Lab {
  /** `host:port` of its DNS server. */
  dns: string;
  /** What the DNS answers; may be changed while the lab runs. */
  zone: Map<string, DnsEntry>;
  /** Every question that the DNS got, in order. */
  queries: readonly { name: string; type: string; transport: 'udp' | 'tcp' }[];
  /** The port of every double's address in the DNS. */
  deliveryPort: number;
  /** PEM of the throwaway root. */
  caFile: string;
  ca: Ca;
  doubles: Record<DoubleName, SmtpDouble>;
  /** Reaches a double by its address in the DNS; any other address as it is. */
  connect: Connect;
  /** The doubles as they were at the start: messages forgotten, behaviour and zone restored. */
  reset(): void;
  close(): Promise<void>;
}

export interface LabOptions {
  /** Where the root's PEM is written. Must exist. */
  dir: string;
  /** 0, the default, takes one that is free on all addresses. */
  deliveryPort?: number;
  /** Times the slow double, and dates the certificates. Defaults to the system's. */
  clock?: Clock;
  /** Before each of the slow double's answers; 500 by default. */
  slowMs?: number;
  /** Binds 127.0.0.1 only, as the lab does by itself where there is no other loopback address (macOS). */
  singleAddress?: boolean;
}

const defaultSlowMs = 500;
const portAttempts = 20;

/** Starts everything that a mail relay needs of the outside world, on loopback. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const clock = options.clock ?? systemClock;
  const ca = await createCa('Sealpost Lab Root', clock.now());
  const caFile = join(options.dir, 'lab-root.pem');
  await writeFile(caFile, ca.rootPem);

  const slowMs = options.slowMs ?? defaultSlowMs;
  const behaviours = new Map<DoubleName, SmtpBehaviour>(
    await Promise.all(doubleNames.map(async (name) => [name, await behaviourOf(name, ca, clock, slowMs)] as const)),
  );
  const { doubles, port } = await startDoubles(behaviours, options);
  const addresses = new Map(doubleNames.map((name) => [name, addressOf(name)]));
  const dns = await startDnsServer(labZone(addresses));
  const listeners = new Map(doubleNames.map((name) => [`${addressOf(name)}:${port}`, doubles[name]]));

  return {
    dns: dns.address,
    zone: dns.zone,
    queries: dns.queries,
    deliveryPort: port,
    caFile,
    ca,
    doubles,
    connect({ address, port: targetPort, timeoutMs }) {
      const double = listeners.get(`${address}:${targetPort}`);
      return connectTo(double?.address ?? address, double?.port ?? targetPort, timeoutMs);
    },
    reset() {
      for (const name of doubleNames) doubles[name].reset();
      dns.zone.clear();
      for (const [name, entry] of labZone(addresses)) dns.zone.set(name, entry);
      dns.queries.length = 0;
    },
    async close() {
      await Promise.all([dns.close(), ...doubleNames.map((name) => doubles[name].close())]);
    },
  };
}

/** A double's address in the DNS, which it has in fact wherever the system lets it. */
function addressOf(name: DoubleName): string {
  return `127.0.1.${doubleNames.indexOf(name) + 1}`;
}

interface Started {
  doubles: Record<DoubleName, SmtpDouble>;
  port: number;
}

/** All on one port. Where only 127.0.0.1 is there (macOS), each on its own port behind `lab.connect`. */
async function startDoubles(
  behaviours: ReadonlyMap<DoubleName, SmtpBehaviour>,
  { deliveryPort = 0, singleAddress = false }: LabOptions,
): Promise<Started> {
  const startOnOneAddress = async () => {
    const { doubles, port } = await startAll(behaviours, null, () => '127.0.0.1');
    return { doubles, port: deliveryPort === 0 ? port : deliveryPort };
  };
  if (singleAddress) return startOnOneAddress();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startAll(behaviours, deliveryPort, addressOf);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'EADDRNOTAVAIL') return startOnOneAddress();
      if (code !== 'EADDRINUSE' || deliveryPort !== 0 || attempt === portAttempts) throw error;
    }
  }
}

/** `port` null gives each its own, and the first one's is the port of all in the DNS. */
async function startAll(
  behaviours: ReadonlyMap<DoubleName, SmtpBehaviour>,
  port: number | null,
  bindAddressOf: (name: DoubleName) => string,
): Promise<Started> {
  const started = new Map<DoubleName, SmtpDouble>();
  let common = port ?? 0;
  try {
    for (const [name, behaviour] of behaviours) {
      const double = await startSmtpDouble({
        address: bindAddressOf(name),
        port: port === null ? 0 : common,
        behaviour,
      });
      started.set(name, double);
      if (common === 0) common = double.port;
    }
  } catch (error) {
    await Promise.all([...started.values()].map((double) => double.close()));
    throw error;
  }
  const doubles: Partial<Record<DoubleName, SmtpDouble>> = Object.fromEntries(started);
  if (!hasAll(doubles)) throw new Error('A double has no behaviour.');
  return { doubles, port: common };
}

function hasAll(doubles: Partial<Record<DoubleName, SmtpDouble>>): doubles is Record<DoubleName, SmtpDouble> {
  return doubleNames.every((name) => doubles[name] !== undefined);
}

async function connectTo(address: string, port: number, timeoutMs: number): Promise<Socket> {
  const socket = createConnection({ host: address, port });
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => {
      socket.destroy(Object.assign(new Error(`connect ETIMEDOUT ${address}:${port}`), { code: 'ETIMEDOUT' }));
    }, timeoutMs);
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(giveUp));
    socket.once('connect', () => {
      clearTimeout(giveUp);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

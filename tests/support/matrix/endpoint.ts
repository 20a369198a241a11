import { once } from 'node:events';
import { createServer } from 'node:net';
import { type SmtpBehaviour, wellBehaved } from '../lab/smtpBehaviour.ts';
import { startSmtpDouble } from '../lab/smtpDouble.ts';
import { startScriptedPeer } from '../scriptedPeer.ts';
import type { DoubleEndpoint, Endpoint, ScriptedEndpoint } from './matrixCase.ts';

/** An endpoint that runs. */
export interface RunningEndpoint {
  address: string;
  port: number;
  /** Resolves the next time that it falls silent for good. */
  nextStall(): Promise<void>;
  /** All that could be read of its clients, and how many messages it took inside TLS. */
  heard(): { text: string; messages: number };
  close(): Promise<void>;
}

/** A double must not be too good for weak keys and old versions. */
const anyLevel = 'DEFAULT@SECLEVEL=0';

export function startEndpoint(endpoint: Endpoint, host: string, address: string, port = 0): Promise<RunningEndpoint> {
  return 'script' in endpoint ? startScript(endpoint) : startDouble(endpoint, host, address, port);
}

const portAttempts = 20;

/** Each on its own address, all on a port that is free on all of them. */
export async function startOnOnePort(
  hosts: readonly { host: string; address: string; endpoint: Endpoint }[],
): Promise<RunningEndpoint[]> {
  for (let attempt = 1; ; attempt += 1) {
    const running: RunningEndpoint[] = [];
    try {
      for (const { host, address, endpoint } of hosts) {
        running.push(await startEndpoint(endpoint, host, address, running[0]?.port));
      }
      return running;
    } catch (error) {
      await Promise.all(running.map((endpoint) => endpoint.close()));
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || attempt === portAttempts) throw error;
    }
  }
}

async function startDouble(
  { certificate, tls, behaviour, afterTls }: DoubleEndpoint,
  host: string,
  address: string,
  port: number,
): Promise<RunningEndpoint> {
  const stalls = createSignal();
  const atFirst: SmtpBehaviour = {
    ...wellBehaved(host, { key: certificate.key, cert: certificate.cert, ciphers: anyLevel, ...tls }),
    ...behaviour,
    before: async (step) => {
      // One connection at a time: what is changed after TLS is taken back at the next greeting.
      if (step === 'greeting') Object.assign(double.behaviour, atFirst);
      // Nobody waits for the answer to QUIT.
      if (double.behaviour.silentAt === step && step !== 'quit') stalls.fire();
      if (step === 'starttls') Object.assign(double.behaviour, afterTls);
    },
  };
  const double = await startSmtpDouble({ address, port, behaviour: atFirst });
  const isSilentInHandshake = atFirst.starttls.kind === 'break' && atFirst.starttls.how === 'silent';
  return {
    address,
    port: double.port,
    async nextStall() {
      const known = double.connections.length;
      if (!isSilentInHandshake) return stalls.next();
      await double.waitForConnection((each) => double.connections.indexOf(each) >= known && each.handshake.length > 0);
    },
    heard: () => ({
      text: Buffer.concat(double.connections.map(({ readable }) => readable)).toString('latin1'),
      messages: double.messages.filter((message) => message.tls !== null).length,
    }),
    close: () => double.close(),
  };
}

async function startScript({ script }: ScriptedEndpoint): Promise<RunningEndpoint> {
  const stalls = createSignal();
  const peer = await startScriptedPeer((connection) => {
    const gone = new Promise<void>((resolve) => connection.socket.once('close', () => resolve()));
    const stall = () => {
      stalls.fire();
      return new Promise<never>(() => {});
    };
    return Promise.race([script(connection, stall), gone]);
  });
  return {
    address: peer.address,
    port: peer.port,
    nextStall: () => stalls.next(),
    heard: () => ({ text: peer.received, messages: 0 }),
    close: () => peer.close(),
  };
}

interface Signal {
  fire(): void;
  next(): Promise<void>;
}

function createSignal(): Signal {
  let waiting: (() => void)[] = [];
  return {
    fire() {
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

/** Why nothing can listen on a loopback address here, or null: macOS has but one of IPv4, containers often none of IPv6. */
export async function whyNotOn(address: string): Promise<string | null> {
  const server = createServer();
  try {
    server.listen(0, address);
    await once(server, 'listening');
    return null;
  } catch {
    return `this machine has no address ${address}`;
  } finally {
    server.close();
  }
}

import { onTestFinished } from 'vitest';
import { createSelfSigned } from '../../src/main/engine/certificates/selfSigned.ts';
import type { TlsPolicy } from '../../src/main/engine/delivery/types.ts';
import { createIntake } from '../../src/main/engine/intake/intake.ts';
import type {
  AcceptedMessage,
  BodySink,
  Intake,
  IntakeDeps,
  IntakeSettings,
  RefusedEnvelope,
} from '../../src/main/engine/intake/types.ts';
import { silentLogger } from '../../src/main/engine/runtime.ts';
import { createFakeClock, type FakeClock } from './fakeClock.ts';
import { SmtpClient } from './smtpClient.ts';

/** What the intake gave to the queue, with the body as text of octets (latin1). */
export interface TakenMessage extends AcceptedMessage {
  octets: string;
  /** Without the `Received:` field that the intake adds. */
  original: string;
}

export interface TestIntake {
  intake: Intake;
  /** Of the first listener. */
  port: number;
  clock: FakeClock;
  settings: IntakeSettings;
  deps: IntakeDeps;
  accepted: TakenMessage[];
  refused: RefusedEnvelope[];
  /** Bodies that were begun and thrown away. */
  discarded: number;
  /** Connects and reads the greeting. */
  connect(localAddress?: string): Promise<SmtpClient>;
  /** Connects and says EHLO. */
  greet(localAddress?: string): Promise<SmtpClient>;
}

export const identity = await createSelfSigned({ hostname: 'relay.office.example', now: Date.now() });

/**
 * A real intake on a free port of loopback, of which only the queue is a stand-in. Clients on 127.0.0.1 may relay, those
 * on 127.0.0.2 may not. Ends with the test.
 */
export async function startIntake(
  change: Partial<IntakeSettings> = {},
  deps: Partial<IntakeDeps> = {},
): Promise<TestIntake> {
  const clock = createFakeClock();
  let queued = 0;
  const settings: IntakeSettings = {
    hostname: 'relay.office.example',
    listeners: [{ host: '127.0.0.1', port: 0 }],
    allowedNetworks: ['127.0.0.1'],
    acceptedDomains: ['office.example'],
    maxMessageBytes: 100_000,
    ...change,
  };
  const test: Omit<TestIntake, 'intake' | 'port'> = {
    clock,
    settings,
    accepted: [],
    refused: [],
    discarded: 0,
    deps: {
      settings: () => settings,
      identity: () => identity,
      inboundPolicy: () => null,
      offersAuth: () => false,
      authenticate: async () => ({ kind: 'refused' }),
      newQueueId: () => `Q${++queued}`,
      openBodySink: () => memorySink(() => (running.discarded += 1)),
      async accept(message) {
        running.accepted.push(taken(message));
      },
      recordRefusal: (refused) => void running.refused.push(refused),
      clock,
      logger: silentLogger,
      ...deps,
    },
    async connect(localAddress) {
      const client = await SmtpClient.connect({ port: running.port, ...(localAddress ? { localAddress } : {}) });
      onTestFinished(() => client.destroy());
      await client.readReply();
      return client;
    },
    async greet(localAddress) {
      const client = await running.connect(localAddress);
      await client.command('EHLO client.example');
      return client;
    },
  };
  const intake = createIntake(test.deps);
  await intake.start();
  const running: TestIntake = Object.assign(test, { intake, port: intake.status()[0]?.port ?? 0 });
  onTestFinished(() => intake.stop(0));
  return running;
}

export function memorySink(onDiscard: () => void = () => {}): BodySink {
  const chunks: Uint8Array[] = [];
  return {
    async write(chunk) {
      chunks.push(Uint8Array.from(chunk));
    },
    finish: async () => ({ kind: 'inline', data: Buffer.concat(chunks) }),
    async discard() {
      onDiscard();
    },
  };
}

function taken(message: AcceptedMessage): TakenMessage {
  const octets = message.body.kind === 'inline' ? message.body.data.toString('latin1') : '';
  const trace = /^Received: .*\r\n(?:[ \t].*\r\n)*/.exec(octets)?.[0] ?? '';
  return { ...message, octets, original: octets.slice(trace.length) };
}

export function strictPolicy(change: Partial<TlsPolicy> = {}): TlsPolicy {
  return {
    mode: 'strict',
    minVersion: 'TLSv1.2',
    cipherProfile: 'standard',
    cipherList: null,
    mxNames: [],
    pins: [],
    ruleId: 'rule-1',
    ...change,
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createDelivery } from '../../src/main/engine/delivery/deliver.ts';
import type {
  Delivery,
  DeliveryReport,
  DeliverySettings,
  DeliveryTask,
  TlsPolicy,
} from '../../src/main/engine/delivery/types.ts';
import { silentLogger, systemClock } from '../../src/main/engine/runtime.ts';
import type { FailureCode } from '../../src/shared/domain/failureCode.ts';
import { type Lab, startLab } from './lab/lab.ts';
import { type DoubleName, doubleNames } from './lab/labDoubles.ts';

/** A lab for all tests of a file, and a delivery against it for each of them. */
export interface DeliveryBench {
  lab: Lab;
  delivery: Delivery;
  /** Read anew for each task. */
  settings: DeliverySettings;
  deliver(double: DoubleName | 'second-mx', policy: TlsPolicy): Promise<DeliveryReport>;
  /** Everything that any double could read, in the clear or inside TLS. */
  allHeard(): string;
  /** What they heard before TLS, or in place of it. */
  allClear(): string;
  /** The pin of the key that a double shows. */
  pinOf(double: DoubleName): string;
}

/** Anything of an envelope, a message or a password, down to the words that begin it. */
export const envelopeWords = /MAIL|RCPT|DATA|AUTH|BDAT|sender@|anna@|office\.example>|Subject|secret/i;

export const body = Buffer.from('Subject: Hello\r\n\r\nThe secret of the message.\r\n');

/** A task with `body` for anna at the domain. */
export function taskFor(domain: string, policy: TlsPolicy, changes: Partial<DeliveryTask> = {}): DeliveryTask {
  return {
    queueId: 'q1',
    domain,
    path: { kind: 'mx', policy },
    sender: 'sender@office.example',
    recipients: [`anna@${domain}`],
    size: body.length,
    eightBitMime: false,
    smtpUtf8: false,
    async *openBody() {
      yield body;
    },
    ...changes,
  };
}

/** `delivered`, or the code of the failure, of the only recipient. */
export function outcomeOf(report: DeliveryReport): 'delivered' | FailureCode {
  const [result, ...others] = report.results;
  if (!result || others.length > 0) throw new Error('One recipient, one result.');
  return result.kind === 'delivered' ? 'delivered' : result.failure.code;
}

/** Call it once at the top of a file; what it returns is filled before each test. */
export function useDeliveryBench(): DeliveryBench {
  let lab: Lab | undefined;
  let delivery: Delivery | undefined;
  let settings: DeliverySettings | undefined;
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealpost-test-'));
    lab = await startLab({ dir: folder, slowMs: 30 });
  });
  afterAll(async () => {
    await lab?.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    settings = {
      hostname: 'relay.office.example',
      dnsServers: [bench.lab.dns],
      port: bench.lab.deliveryPort,
      maxConnectionsPerDomain: 5,
      connectTimeoutMs: 5000,
      commandTimeoutMs: 10_000,
      extraCaPems: [bench.lab.ca.rootPem],
    };
    delivery = createDelivery({
      settings: () => bench.settings,
      connect: bench.lab.connect,
      clock: systemClock,
      random: () => 0,
      logger: silentLogger,
    });
  });
  afterEach(async () => {
    await delivery?.close();
    lab?.reset();
  });

  const connections = () => doubleNames.flatMap((name) => [...bench.lab.doubles[name].connections]);
  const bench: DeliveryBench = {
    get lab() {
      return started(lab);
    },
    get delivery() {
      return started(delivery);
    },
    get settings() {
      return started(settings);
    },
    set settings(changed) {
      settings = changed;
    },
    deliver: (double, policy) => bench.delivery.deliver(taskFor(`${double}.example`, policy)),
    allHeard: () =>
      connections()
        .map(({ readable }) => readable.toString('latin1'))
        .join('\n'),
    allClear: () =>
      connections()
        .map(({ clear, handshake }) => `${clear.toString('latin1')}${handshake.toString('latin1')}`)
        .join('\n'),
    pinOf(double) {
      const { tls } = bench.lab.doubles[double].behaviour;
      if (!('spkiPin' in tls) || typeof tls.spkiPin !== 'string') throw new Error(`No pin of ${double}.`);
      return tls.spkiPin;
    },
  };
  return bench;
}

function started<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('Only inside a test.');
  return value;
}

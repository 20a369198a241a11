import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createEngineClient } from '../../../shared/contract/client.ts';
import type { Channel } from '../../../shared/contract/frames.ts';
import { serveContract } from '../../../shared/contract/server.ts';
import type { Connect } from '../delivery/types.ts';
import { type Clock, systemClock } from '../runtime.ts';
import type { ServeOptions } from './commandLine.ts';
import type { Service } from './service.ts';

/** Any free ones: a demo runs beside whatever else is there. */
const freePort = { host: '127.0.0.1', port: 0 };

/** The engine among mail servers of its own, on this machine, with an office that writes to them. */
export interface Demo {
  connect: Connect;
  clock: Clock;
  /** The options of `serve`, with what leads to the lab. */
  options(asked: ServeOptions): ServeOptions;
  /** Starts the office's mail. */
  run(service: Service): void;
  /** Ends it: before the engine stops, so that nothing fails in its last moment. */
  stop(): Promise<void>;
  /** Closes the lab. */
  close(): Promise<void>;
}

/**
 * Starts the lab, which writes its root certificate to `dir`. This module alone knows the lab: it is loaded only for
 * a demo, and so is the lab.
 */
export async function openDemo(dir: string): Promise<Demo> {
  const { startLab } = await import('../../../../tests/support/lab/lab.ts');
  const { createDemoClock } = await import('../../../../tests/support/lab/demo/demoClock.ts');
  const { demoStartsBehindMs, runDemoTraffic } = await import('../../../../tests/support/lab/demo/runDemoTraffic.ts');
  const lab = await startLab({ dir });
  const clock = createDemoClock(systemClock, demoStartsBehindMs);
  const ending = new AbortController();
  const ports = new MessageChannel();
  let traffic: Promise<void> = Promise.resolve();

  return {
    connect: lab.connect,
    clock,
    options: (asked) => ({
      ...asked,
      smtp: asked.smtp.length > 0 ? asked.smtp : [freePort],
      web: asked.web ?? freePort,
      dns: [lab.dns],
      deliveryPort: lab.deliveryPort,
      caFiles: [...asked.caFiles, lab.caFile],
    }),
    run({ engine, smtp, logger }) {
      const [first] = smtp;
      if (first === undefined) return;
      serveContract(channelOver(ports.port1), engine.api, (error) =>
        logger.error({ err: error }, 'A command of the demo failed.'),
      );
      const { call } = createEngineClient(channelOver(ports.port2));
      traffic = runDemoTraffic({ lab, smtp: first, call, clock, random: Math.random, signal: ending.signal }).catch(
        (error: unknown) => logger.error({ err: error }, "The demo's mail stopped."),
      );
    },
    async stop() {
      ending.abort();
      await traffic;
      ports.port1.close();
    },
    close: () => lab.close(),
  };
}

function channelOver(port: MessagePort): Channel {
  return {
    post: (frame) => port.postMessage(frame),
    onFrame: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
  };
}

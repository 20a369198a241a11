import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Many domains behind a few servers, in a process of their own: what is measured here is the engine alone. */
export interface ProbeFarm {
  /** `host:port`. */
  dns: string;
  deliveryPort: number;
  caPem: string;
  domainName(place: number): string;
  /** The most connections that were open at once since the last time asked. */
  maxOpen(): Promise<number>;
  stop(): Promise<void>;
}

export const farmDomain = (place: number) => `d${place}.load.example`;

export const readySchema = z.object({ dns: z.string(), deliveryPort: z.number(), caPem: z.string() });
const maxOpenSchema = z.object({ maxOpen: z.number() });

/** With the domains from 0 to `domains` - 1. */
export async function startProbeFarm(domains: number): Promise<ProbeFarm> {
  const script = fileURLToPath(new URL('probeFarmProcess.ts', import.meta.url));
  const child = fork(script, [String(domains)], { execArgv: [] });
  const nextMessage = () =>
    new Promise<unknown>((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`The farm ended with ${code}.`));
      child.once('exit', onExit);
      child.once('message', (message) => {
        child.off('exit', onExit);
        resolve(message);
      });
    });
  const ready = readySchema.parse(await nextMessage());
  return {
    ...ready,
    domainName: farmDomain,
    async maxOpen() {
      child.send('max-open');
      return maxOpenSchema.parse(await nextMessage()).maxOpen;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}

import { z } from 'zod';
import { startHelper } from '../ipc.ts';
import type { steadyLoadSchema } from './steadyMailWords.ts';

const sent = z.object({ sent: z.int(), seconds: z.number() });

/** Mail at a steady rate, from a process of its own. */
export interface SteadyMail {
  /** Resolves when all is taken, with how many there were and how long it took. */
  send(load: z.infer<typeof steadyLoadSchema>): Promise<z.infer<typeof sent>>;
  stop(): Promise<void>;
}

export async function startSteadyMail(): Promise<SteadyMail> {
  const helper = await startHelper('ui/steadyMailProcess.ts', { kind: 'ready' }, z.object({ ready: z.literal(true) }));
  return {
    send: (load) => helper.ask({ kind: 'send', load }, sent),
    stop: () => helper.stop(),
  };
}

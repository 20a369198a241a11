import { z } from 'zod';
import { startHelper } from './ipc.ts';

const description = z.object({ port: z.int(), dns: z.string(), caPem: z.string(), key: z.string(), cert: z.string() });
const count = z.object({ taken: z.int() });

/** Where both products deliver to: mail servers and the DNS that names them, in a process of their own. */
export interface Sink extends z.infer<typeof description> {
  /** How many messages it has taken since its start. */
  taken(): Promise<number>;
  waitFor(taken: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const helper = await startHelper('sinkProcess.ts', { kind: 'describe' }, description);
  return {
    ...helper.ready,
    taken: async () => (await helper.ask({ kind: 'count' }, count)).taken,
    async waitFor(taken) {
      await helper.ask({ kind: 'wait', count: taken }, count);
    },
    stop: () => helper.stop(),
  };
}

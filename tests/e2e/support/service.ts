import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { engineNodeArgs } from '../../../src/shared/engineNodeArgs.ts';
import { builtFile } from './builtApp.ts';

const readySchema = z.object({ event: z.literal('ready'), web: z.string() });

export interface BuiltService {
  /** The user interface's address with its one-time token. */
  link: string;
  stop(): Promise<void>;
}

/** `sealpost serve` as it is built, under the Node that runs the tests. */
export async function startBuiltService(args: readonly string[]): Promise<BuiltService> {
  const child = spawn(
    process.execPath,
    [
      ...[...engineNodeArgs, builtFile('main', 'cli.js')],
      ...['serve', '--json', '--web', '127.0.0.1:0', '--stop-with-parent', ...args],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line');
  const [first] = await Promise.race([line, exited.then(() => [null])]);
  const ready = readySchema.safeParse(typeof first === 'string' ? JSON.parse(first) : null);
  if (!ready.success) throw new Error(`The service did not start: ${first}`);
  return {
    link: ready.data.web,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const cliFile = fileURLToPath(new URL('../../src/main/engine/entry/cli.ts', import.meta.url));

const readySchema = z.object({ event: z.literal('ready'), smtp: z.array(z.string()), web: z.string() });
const failedSchema = z.object({
  event: z.literal('failed'),
  error: z.object({ code: z.string(), message: z.string() }),
});

/** `sealpost serve` as a process of its own, from source. */
export interface RunningService {
  smtpPort: number;
  web: string;
  process: ChildProcess;
  /** SIGKILL, as a power cut would end it. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | null>;
}

export class ServiceFailed extends Error {
  readonly code: string;
  readonly exitCode: number | null;
  constructor(code: string, message: string, exitCode: number | null) {
    super(message);
    this.code = code;
    this.exitCode = exitCode;
  }
}

/**
 * Resolves when it accepts mail. `onSpawned` gets the process long before that.
 * @throws {ServiceFailed} where it says that it could not start.
 */
export async function startService(
  args: readonly string[],
  onSpawned: (child: ChildProcess) => void = () => {},
  env: Readonly<Record<string, string>> = {},
): Promise<RunningService> {
  const child = spawn(process.execPath, [cliFile, 'serve', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  onSpawned(child);
  const ended = once(child, 'exit').then(([exitCode]) => (typeof exitCode === 'number' ? exitCode : null));
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const first = await Promise.race([once(createInterface(child.stdout), 'line').then(([line]) => String(line)), ended]);
  if (typeof first !== 'string') throw new Error(`The service ended with ${first} before it said a word: ${errors}`);
  const said: unknown = JSON.parse(first);
  const failed = failedSchema.safeParse(said);
  if (failed.success) throw new ServiceFailed(failed.data.error.code, failed.data.error.message, await ended);
  const ready = readySchema.parse(said);
  return {
    smtpPort: Number(ready.smtp[0]?.split(':').at(-1)),
    web: ready.web,
    process: child,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { engineNodeArgs } from '../../src/shared/engineNodeArgs.ts';
import { inCheckout } from '../checkout.ts';
import { openInBrowser } from './browser.ts';
import type { StartArgs } from './startArgs.ts';

const readySchema = z.object({
  event: z.literal('ready'),
  smtp: z.array(z.string()),
  web: z.string(),
  dataDir: z.string(),
});
type Ready = z.infer<typeof readySchema>;
const failureSchema = z.object({ code: z.string(), message: z.string() });
type Failure = z.infer<typeof failureSchema>;
const messageSchema = z.discriminatedUnion('event', [
  readySchema,
  z.object({ event: z.literal('failed'), error: failureSchema }),
]);

const cliFile = inCheckout('out', 'main', 'cli.js');

/** Runs `sealpost serve` until it ends, and says where the user interface is. Returns the exit code. */
export async function runService({ service, dataDir }: StartArgs, display: boolean): Promise<number> {
  // Its standard input is a pipe of ours: should we be killed, it ends too.
  const child = spawn(
    process.execPath,
    [...engineNodeArgs, cliFile, 'serve', '--json', '--stop-with-parent', ...service],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  let failure: Failure | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const message = messageSchema.safeParse(parseJson(line)).data;
    if (message?.event === 'ready') announce(message, display);
    if (message?.event === 'failed') failure = message.error;
  }
  const code = await ended;
  if (failure === null) return code;
  if (failure.code === 'already-running' && offerRunning(dataDir, display)) return 0;
  process.stderr.write(`Sealpost could not start: ${failure.message}\n`);
  return code;
}

function announce({ smtp, web, dataDir }: Ready, display: boolean): void {
  const takesMail = smtp.length > 0 ? `takes mail at ${smtp.join(', ')}` : 'runs, but takes no mail';
  print(`Sealpost ${takesMail}. Stop it with Ctrl-C.`);
  print('Its user interface, by a link that works once:');
  print(web);
  // The browser gets a link of its own: the printed one stays good for the person who copies it.
  if (display) open(freshLink(dataDir));
}

/** The data folder is taken by a Sealpost that runs already: leads to that one, or returns false where it cannot. */
function offerRunning(dataDir: string | null, display: boolean): boolean {
  const link = freshLink(dataDir);
  if (link === null) return false;
  print('It runs already. Its user interface, by a link that works once:');
  print(link);
  if (display) open(freshLink(dataDir));
  return true;
}

function open(link: string | null): void {
  if (link !== null && openInBrowser(link, process.env)) print('It opens in your browser.');
}

function freshLink(dataDir: string | null): string | null {
  const where = dataDir === null ? [] : ['--data-dir', dataDir];
  const { status, stdout } = spawnSync(process.execPath, [cliFile, 'link', ...where], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { engineNodeArgs } from '../../shared/engineNodeArgs.ts';
import { attachToEngine } from './attach.ts';
import { exitReason } from './exitReason.ts';
import { serveArgs } from './serveArgs.ts';
import { parseStartFailure } from './startFailure.ts';
import type { EngineExit, EngineLaunch, EngineStartFailure, OpenedEngine } from './types.ts';

export interface ChildEngineOptions extends EngineLaunch {
  /** A Node >= 22.14. */
  node: string;
  /** out/main/cli.js */
  cliFile: string;
  /** What the engine says on its standard error. */
  onOutput(line: string): void;
}

const readyTimeoutMs = 60_000;

const announcementSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready') }),
  z.object({ event: z.literal('failed'), error: z.unknown() }),
]);

/**
 * Starts the service as a child under plain Node and attaches to it: for an Electron whose own Node cannot load the
 * database. The child stops when its standard input closes, so that it never outlives us, however we end.
 */
export async function startChildEngine(options: ChildEngineOptions, signal: AbortSignal): Promise<OpenedEngine> {
  const dataKey = options.dataKey?.() ?? null;
  const keyArgs = dataKey === null ? [] : ['--data-key-on-stdin'];
  const args = [...engineNodeArgs, options.cliFile, ...serveArgs(options), '--json', '--stop-with-parent', ...keyArgs];
  const child = spawn(options.node, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // A child that is gone already says so by its end.
  child.stdin.on('error', () => {});
  if (dataKey !== null) child.stdin.write(`${dataKey}\n`);
  createInterface({ input: child.stderr }).on('line', options.onOutput);
  const exited = exitOf(child);
  const failure = await whenReady(child, exited, signal);
  if (failure) {
    await stopChild(child, exited, 0);
    return { ok: false, failure };
  }
  const connection = await attachToEngine(options.dataDir);
  if (!connection) {
    await stopChild(child, exited, 0);
    return { ok: false, failure: { code: 'unexpected', message: 'The engine started and then did not answer.' } };
  }
  // A connection that breaks while the process lives leaves us blind: then it is started afresh.
  connection.exited.then(() => stopChild(child, exited, readyTimeoutMs));
  return {
    ok: true,
    connection: {
      channel: connection.channel,
      attached: false,
      exited,
      async close(graceMs) {
        await stopChild(child, exited, graceMs);
        await connection.close(0);
      },
    },
  };
}

function exitOf(child: ChildProcess): Promise<EngineExit> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ reason: `The engine could not be started: ${error.message}` });
    });
    // Not "exit": what it wrote last is read first.
    child.once('close', (code, signal) => resolve({ reason: exitReason(code, signal) }));
  });
}

/** Resolves with null once the child says that it is ready, else with why it is not. */
function whenReady(
  child: ChildProcess & { stdout: NonNullable<ChildProcess['stdout']> },
  exited: Promise<EngineExit>,
  signal: AbortSignal,
): Promise<EngineStartFailure | null> {
  return new Promise((resolve) => {
    const fail = (message: string) => resolve({ code: 'unexpected', message });
    const timer = setTimeout(() => fail('The engine was not ready within a minute.'), readyTimeoutMs);
    timer.unref();
    signal.addEventListener('abort', () => fail('Sealpost is quitting.'), { once: true });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = announcementSchema.safeParse(parseJson(line)).data;
      if (said?.event === 'ready') resolve(null);
      if (said?.event === 'failed') {
        resolve(parseStartFailure(said.error) ?? { code: 'unexpected', message: 'The engine did not start.' });
      }
    });
    exited.then(({ reason }) => fail(reason));
  });
}

/** SIGTERM, and SIGKILL for one that has not ended after `graceMs`. */
async function stopChild(child: ChildProcess, exited: Promise<EngineExit>, graceMs: number): Promise<void> {
  // A second SIGTERM would mean "at once" to the service.
  if (!child.killed) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

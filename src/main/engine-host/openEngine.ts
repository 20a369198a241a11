import { attachToEngine } from './attach.ts';
import { startChildEngine } from './childEngine.ts';
import { canRunEngine, findNodeBinary } from './nodeBinary.ts';
import type { EngineLaunch, OpenEngine, OpenedEngine } from './types.ts';
import { startUtilityEngine } from './utilityEngine.ts';

export interface OpenEngineOptions extends EngineLaunch {
  /** The folder of our package.json. */
  appPath: string;
  engineFile: string;
  cliFile: string;
  env: NodeJS.ProcessEnv;
  napi: string | undefined;
  onOutput(line: string): void;
}

/**
 * Attaches to the engine that already runs on the data folder, a service for example; else starts one: in a utility
 * process where this Electron can load the database, under plain Node where it cannot.
 */
export function createOpenEngine(options: OpenEngineOptions): OpenEngine {
  return async (signal) => {
    const running = await attachToEngine(options.dataDir);
    if (running) return { ok: true, connection: running };
    if (signal.aborted) return { ok: false, failure: { code: 'unexpected', message: 'Sealpost is quitting.' } };
    const opened = await start(options, signal);
    if (opened.ok || opened.failure.code !== 'already-running') return opened;
    // Somebody else's engine took the folder just now.
    const other = await attachToEngine(options.dataDir);
    return other ? { ok: true, connection: other } : opened;
  };
}

async function start(options: OpenEngineOptions, signal: AbortSignal): Promise<OpenedEngine> {
  if (canRunEngine(options.napi)) return startUtilityEngine(options, signal);
  const node = findNodeBinary(options.appPath, options.env);
  if (node !== null) return startChildEngine({ ...options, node }, signal);
  const message = 'This Electron is too old to run the engine, and no Node 22.14 or later stands beside it.';
  return { ok: false, failure: { code: 'unexpected', message } };
}

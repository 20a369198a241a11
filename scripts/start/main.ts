// npm start: the desktop app, or where that cannot be, the same engine as a service with its user interface in a browser.

import { UsageError } from '../../src/main/engine/entry/optionValues.ts';
import { usage } from '../../src/main/engine/entry/usage.ts';
import { buildIfStale } from '../build.ts';
import { findElectron, hasDisplay, runElectron } from './electron.ts';
import { runService } from './service.ts';
import { readStartArgs, type StartArgs } from './startArgs.ts';

async function start(args: StartArgs): Promise<number> {
  buildIfStale();
  const display = hasDisplay(process.env);
  if (!display) return asService('There is no display', args, display);
  const electron = findElectron(process.env);
  if (electron === null) return asService("Electron's binary can't be had", args, display);
  const code = await runElectron(electron, args);
  return code ?? asService('Electron cannot run on this machine', args, display);
}

function asService(reason: string, args: StartArgs, display: boolean): Promise<number> {
  process.stdout.write(`${reason}, so Sealpost runs as a service.\n`);
  return runService(args, display);
}

try {
  process.exitCode = await start(readStartArgs(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${usage}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

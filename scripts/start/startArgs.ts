import { resolve } from 'node:path';
import { parseCommandLine } from '../../src/main/engine/entry/commandLine.ts';

/** What stands behind `npm start --`, sorted for who takes it. */
export interface StartArgs {
  /** For `sealpost serve`. */
  service: string[];
  /** For the desktop app. */
  desktop: string[];
  /** For the engine that the desktop app starts: `SEALPOST_ENGINE_ARGS`. */
  desktopEngine: string[];
  dataDir: string | null;
}

/** @throws {UsageError} for what neither understands */
export function readStartArgs(args: readonly string[]): StartArgs {
  const hidden = args.includes('--hidden');
  const service = args.filter((arg) => arg !== '--hidden');
  const command = parseCommandLine(['serve', ...service]);
  const demo = command.kind === 'serve' && command.options.demo;
  const { dataDir, rest } = splitDataDir(service.filter((arg) => arg !== '--demo'));
  return {
    service,
    desktop: [
      ...(dataDir === null ? [] : ['--data-dir', dataDir]),
      ...(demo ? ['--demo'] : []),
      ...(hidden ? ['--hidden'] : []),
    ],
    desktopEngine: rest,
    dataDir,
  };
}

function splitDataDir(args: readonly string[]): { dataDir: string | null; rest: string[] } {
  const rest: string[] = [];
  let dataDir: string | null = null;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--data-dir') {
      index += 1;
      dataDir = resolve(args[index] ?? '');
    } else if (arg.startsWith('--data-dir=')) dataDir = resolve(arg.slice('--data-dir='.length));
    else rest.push(arg);
  }
  return { dataDir, rest };
}

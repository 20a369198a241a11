import { win32 } from 'node:path';
import { engineNodeArgs } from '../../../../shared/engineNodeArgs.ts';
import type { ServiceProgram } from './types.ts';

/** What a process knows of itself. */
export interface OwnProcess {
  platform: NodeJS.Platform;
  /** Node's binary, or the packaged app's. */
  execPath: string;
  /** cli.js, as this process runs it. */
  cliFile: string;
  /** True where `execPath` is Electron as plain Node. */
  isElectron: boolean;
}

/** The command that starts the service the way this process was started. */
export function serviceProgram(own: OwnProcess, dataDir: string, user: string): ServiceProgram {
  const serve = ['serve', '--data-dir', dataDir] as const;
  if (own.isElectron && own.platform === 'win32') {
    // A task cannot set a variable of the environment: the launcher does.
    const launcher = win32.join(own.cliFile, '..', '..', '..', '..', 'bin', 'sealpost.cmd');
    return { command: [launcher, ...serve], env: {}, dataDir, user };
  }
  const env: Record<string, string> = own.isElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {};
  return { command: [own.execPath, ...engineNodeArgs, own.cliFile, ...serve], env, dataDir, user };
}

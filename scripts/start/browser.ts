import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Opens the address in the person's browser. Returns false where there is none to be found. */
export function openInBrowser(address: string, env: NodeJS.ProcessEnv): boolean {
  const command = openerOf(address, env);
  if (!command) return false;
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  // It is a kindness only: the address stands in the terminal too.
  child.on('error', () => {});
  child.unref();
  return true;
}

function openerOf(address: string, env: NodeJS.ProcessEnv): [string, ...string[]] | null {
  if (process.platform === 'darwin') return ['open', address];
  // The empty word is the window's title, which `start` takes first.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '""', address];
  return onPath('xdg-open', env) ? ['xdg-open', address] : null;
}

function onPath(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}

import { spawn } from 'node:child_process';
import { root } from '../checkout.ts';

/** Runs a program of the checkout with its output shown. Returns its exit code; null where it was killed or not found. */
export function runShown(
  [program, ...args]: readonly [string, ...string[]],
  env: Record<string, string> = {},
): Promise<number | null> {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  let interrupted = false;
  const handOn = (signal: NodeJS.Signals) => {
    interrupted = true;
    child.kill(signal);
  };
  process.once('SIGTERM', handOn);
  process.once('SIGINT', handOn);
  return new Promise((resolve) => {
    const done = (code: number | null) => {
      process.off('SIGTERM', handOn);
      process.off('SIGINT', handOn);
      // The other suites are not wanted any more either.
      if (interrupted) process.exit(1);
      resolve(code);
    };
    child.once('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      done(null);
    });
    child.once('exit', done);
  });
}

import { spawn } from 'node:child_process';
import { nodeBinary } from './install.mjs';

/** As in src/shared/engineNodeArgs.ts, which the Node that runs this file may not be able to read. */
const engineNodeArgs = ['--max-semi-space-size=8', '--max-old-space-size=1024'];
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const parentCheckMs = 500;

/** Runs a file under Node 24 as if it were this process: its streams, its signals, its end. */
export async function runNode(file, args, cwd) {
  const child = spawn(nodeBinary, [...engineNodeArgs, file, ...args], { stdio: 'inherit', cwd });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) stopWithNpm(child);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...end) => resolve(end));
  });
  if (signal) {
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
    return;
  }
  process.exit(code);
}

/** npm that is killed tells nobody: what it started would run on unseen, and hold its ports and its data folder. */
function stopWithNpm(child) {
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid !== npm) child.kill('SIGTERM');
  }, parentCheckMs).unref();
}

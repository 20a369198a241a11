import { spawn } from 'node:child_process';
import { nodeBinary } from './install.mjs';

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/** Runs a file under Node 24 as if it were this process: its streams, its signals, its end. */
export async function runNode(file, args, cwd) {
  const child = spawn(nodeBinary, [file, ...args], { stdio: 'inherit', cwd });
  for (const signal of signals) process.on(signal, () => child.kill(signal));
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

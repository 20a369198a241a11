// npm run test:crash -- --rounds N [--seed S]: kills the engine N times under load. 1 where anything was not as it must be;
// the folder is kept then.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCrashes } from './crashRun.ts';
import { describeReport } from './report.ts';

const usage = 'Usage: npm run test:crash -- --rounds N [--seed S]';

function readArgs(args: string[]): { rounds: number; seed: number } | null {
  try {
    const { values } = parseArgs({ args, options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
    const rounds = Number(values.rounds ?? 10);
    const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
    return Number.isInteger(rounds) && rounds >= 1 && Number.isInteger(seed) && seed >= 0 ? { rounds, seed } : null;
  } catch {
    return null;
  }
}

async function main(args: string[]): Promise<number> {
  const options = readArgs(args);
  if (!options) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-crash-'));
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const report = await runCrashes({ ...options, dir, print });
  print(`\n${describeReport(report)}`);
  if (report.violations.length === 0) {
    rmSync(dir, { recursive: true, force: true });
    return 0;
  }
  print(`What it left is in ${dir}`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2));

// npm run bench: Sealpost against Postfix, by turns. Prints a table as Markdown, and writes the figures as JSON.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../scripts/build.ts';
import { inCheckout } from '../../scripts/checkout.ts';
import { whyNoPostfix } from '../support/postfix.ts';
import { createGenerator } from './load.ts';
import { measure } from './measure.ts';
import { startSink } from './sink.ts';
import { formatTable, type Result } from './table.ts';
import { type Workload, workloads } from './workloads.ts';

const usage = `Usage: npm run bench -- [options]

  --only A,B       these works only: ${workloads.map(({ name }) => name).join(', ')}
  --rounds N       each work so often for each product, by turns (default 3)
  --scale X        so many times the messages (default 1; 0.3 for a quick look)
  --dir DIR        where both keep their data (default: the system's temporary folder)
  --json FILE      write the figures of every round there
  --source         run the engine from its sources instead of building it
  --node-args ARGS given to the engine's Node, for instance --cpu-prof
`;

interface BenchOptions {
  only: readonly Workload[];
  rounds: number;
  scale: number;
  dir: string;
  json: string | null;
  engine: string[];
  build: boolean;
}

function readArgs(args: string[]): BenchOptions | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        scale: { type: 'string', default: '1' },
        dir: { type: 'string', default: tmpdir() },
        json: { type: 'string' },
        source: { type: 'boolean', default: false },
        'node-args': { type: 'string', default: '' },
      },
    });
    const names = values.only?.split(',');
    const only = workloads.filter(({ name }) => names?.includes(name) ?? true);
    const [rounds, scale] = [Number(values.rounds), Number(values.scale)];
    if (only.length < (names?.length ?? 1) || !(rounds >= 1) || !(scale > 0)) return null;
    const cli = values.source
      ? inCheckout('src', 'main', 'engine', 'entry', 'cli.ts')
      : inCheckout('out', 'main', 'cli.js');
    const engine = [...values['node-args'].split(' ').filter((arg) => arg !== ''), cli];
    const json = values.json === undefined ? null : resolve(values.json);
    return { only, rounds, scale, dir: resolve(values.dir), json, engine, build: !values.source };
  } catch {
    return null;
  }
}

async function runAll({ only, rounds, scale, engine }: BenchOptions, dir: string): Promise<Result[]> {
  const sink = await startSink();
  const generator = createGenerator();
  const options: Parameters<typeof measure>[2] = { dir, sink, engine, generator, scale };
  const results: Result[] = [];
  try {
    for (const workload of only) {
      const result: Result = { workload, rounds: [] };
      for (let round = 1; round <= rounds; round += 1) {
        const postfix = await measure('postfix', workload, options);
        const sealpost = await measure('sealpost', workload, options);
        result.rounds.push({ postfix, sealpost });
        const rates = [postfix, sealpost].map(({ messagesPerSecond }) => messagesPerSecond.toFixed(0));
        process.stderr.write(`${workload.name} ${round}/${rounds}: Postfix ${rates[0]}/s, Sealpost ${rates[1]}/s\n`);
      }
      results.push(result);
    }
    return results;
  } finally {
    await generator.stop();
    await sink.stop();
  }
}

async function main(args: string[]): Promise<number> {
  const options = readArgs(args);
  if (!options) {
    process.stderr.write(usage);
    return 2;
  }
  const missing = whyNoPostfix();
  if (missing !== null) {
    process.stderr.write(`No bench here: ${missing}.\n`);
    return 1;
  }
  if (options.build) buildIfStale();
  const dir = mkdtempSync(join(options.dir, 'sealpost-bench-'));
  chmodSync(dir, 0o755);
  try {
    const results = await runAll(options, dir);
    const machine = {
      cpus: cpus().length,
      model: cpus()[0]?.model ?? '',
      node: process.version,
      at: new Date().toISOString(),
    };
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify({ machine, results }, null, 2)}\n`);
    process.stdout.write(
      `${machine.cpus} × ${machine.model}, Node ${machine.node}, ${machine.at}\n\n${formatTable(results)}\n`,
    );
    return 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));

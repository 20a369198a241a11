// How long the engine takes from its start to "ready", with an empty folder and with 100,000 messages queued, and how much
// memory it has once it has come to rest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../scripts/build.ts';
import { inCheckout } from '../../scripts/checkout.ts';
import { engineNodeArgs } from '../../src/shared/engineNodeArgs.ts';
import { memoryOf } from './processStats.ts';
import { defaultSeed, seedFolder } from './seedFolder.ts';
import { spreadOf } from './table.ts';

const { values } = parseArgs({
  options: {
    queued: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const restMs = 5000;

interface Started {
  readyMs: number;
  rssBytes: number;
}

async function start(dataDir: string): Promise<Started> {
  const startedAt = performance.now();
  const args = ['serve', '--json', '--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0'];
  const child = spawn(
    process.execPath,
    // Mail that is due is tried, in vain: nobody answers at this DNS server.
    [...engineNodeArgs, inCheckout('out', 'main', 'cli.js'), ...args, '--dns', '127.0.0.1:9'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(createInterface(child.stdout), 'line');
  const readyMs = performance.now() - startedAt;
  await sleep(restMs);
  const { rssBytes } = memoryOf(child.pid ?? 0);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return { readyMs, rssBytes };
}

buildIfStale();
const dir = mkdtempSync(join(values.dir, 'sealpost-start-'));
try {
  console.info('| queued | ready after ms (min to max) | RSS MB (min to max) |\n| --- | --- | --- |');
  for (const queued of [0, Number(values.queued)]) {
    const dataDir = join(dir, `with-${queued}`);
    seedFolder(dataDir, { ...defaultSeed, rules: 100, queued, entries: 0, now: Date.now() });
    const rounds: Started[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) rounds.push(await start(dataDir));
    const cell = (of: (started: Started) => number) => {
      const { median, min, max } = spreadOf(rounds.map(of));
      return `**${median.toFixed(0)}** (${min.toFixed(0)} to ${max.toFixed(0)})`;
    };
    console.info(`| ${queued} | ${cell(({ readyMs }) => readyMs)} | ${cell(({ rssBytes }) => rssBytes / 2 ** 20)} |`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

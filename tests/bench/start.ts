// How long the engine takes from its start to "ready" and to the first 250, with an empty folder and with 100,000 messages
// queued, and how much memory it has once it has come to rest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { buildIfStale } from '../../scripts/build.ts';
import { inCheckout } from '../../scripts/checkout.ts';
import { engineNodeArgs } from '../../src/shared/engineNodeArgs.ts';
import { SmtpClient } from '../support/smtpClient.ts';
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

const readySchema = z.object({ event: z.literal('ready'), smtp: z.tuple([z.string()]) });

interface Started {
  readyMs: number;
  acceptedMs: number;
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
  const [line] = await once(createInterface(child.stdout), 'line');
  const readyMs = performance.now() - startedAt;
  const { smtp } = readySchema.parse(JSON.parse(String(line)));
  await handOver(Number(smtp[0].split(':').at(-1)));
  const acceptedMs = performance.now() - startedAt;
  await sleep(restMs);
  const { rssBytes } = memoryOf(child.pid ?? 0);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  return { readyMs, acceptedMs, rssBytes };
}

/** Resolves with the 250 of one message. */
async function handOver(port: number): Promise<void> {
  const client = await SmtpClient.connect({ port });
  await client.readReply();
  for (const command of [
    'EHLO client.example',
    'MAIL FROM:<a@office.example>',
    'RCPT TO:<b@elsewhere.example>',
    'DATA',
  ])
    await client.command(command);
  const { code } = await client.sendData('Subject: first\r\n\r\nHello\r\n');
  if (code !== 250) throw new Error(`The first message was answered with ${code}.`);
  await client.quit();
}

buildIfStale();
const dir = mkdtempSync(join(values.dir, 'sealpost-start-'));
try {
  console.info(
    '| queued | ready after ms (min to max) | first 250 after ms | RSS MB (min to max) |\n| --- | --- | --- | --- |',
  );
  for (const queued of [0, Number(values.queued)]) {
    const dataDir = join(dir, `with-${queued}`);
    seedFolder(dataDir, { ...defaultSeed, rules: 100, queued, entries: 0, now: Date.now() });
    const rounds: Started[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) rounds.push(await start(dataDir));
    const cell = (of: (started: Started) => number) => {
      const { median, min, max } = spreadOf(rounds.map(of));
      return `**${median.toFixed(0)}** (${min.toFixed(0)} to ${max.toFixed(0)})`;
    };
    const cells = [
      cell(({ readyMs }) => readyMs),
      cell(({ acceptedMs }) => acceptedMs),
      cell(({ rssBytes }) => rssBytes / 2 ** 20),
    ];
    console.info(`| ${queued} | ${cells.join(' | ')} |`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

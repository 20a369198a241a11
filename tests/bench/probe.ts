// How many domains a second are probed: MX, address, connection, EHLO, STARTTLS with a full handshake, certificate, EHLO,
// verdict, and what memory does meanwhile. The mail servers are on this machine, on the same cores.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../scripts/build.ts';
import { inCheckout } from '../../scripts/checkout.ts';
import { connectToEngine } from '../../src/main/engine/entry/engineConnection.ts';
import { createEngineClient, type EngineClient } from '../../src/shared/contract/client.ts';
import { engineNodeArgs } from '../../src/shared/engineNodeArgs.ts';
import { startProbeFarm } from '../support/probeFarm.ts';
import { cpuMsOf, memoryOf } from './processStats.ts';

const { values } = parseArgs({
  options: {
    domains: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    dir: { type: 'string', default: tmpdir() },
    /** For Node, such as `--cpu-prof`. */
    node: { type: 'string', multiple: true, default: [] },
  },
});
const [domains, rounds] = [Number(values.domains), Number(values.rounds)];

/** A pasted list, as the page has it tested. Resolves to how many pass strict. */
function probeList(client: EngineClient, list: string[]): Promise<number> {
  let strict = 0;
  return new Promise((resolve, reject) => {
    const stop = client.subscribe(
      'probe.run',
      { domains: list },
      ({ verdicts, finished }) => {
        strict += verdicts.filter(({ strictestMode }) => strictestMode === 'strict').length;
        if (!finished) return;
        stop();
        resolve(strict);
      },
      ({ message }) => reject(new Error(message)),
    );
  });
}

buildIfStale();
const dir = mkdtempSync(join(values.dir, 'sealpost-probe-'));
// Each round has domains of its own: no verdict is one that is remembered.
const farm = await startProbeFarm(domains * (rounds + 1));
const caFile = join(dir, 'root.pem');
writeFileSync(caFile, farm.caPem);
const serve = ['serve', '--json', '--data-dir', dir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0', '--ca', caFile];
const child = spawn(
  process.execPath,
  [
    ...[...engineNodeArgs, ...values.node, inCheckout('out', 'main', 'cli.js'), ...serve],
    ...['--dns', farm.dns, '--delivery-port', `${farm.deliveryPort}`],
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const ended = once(child, 'exit');
try {
  await once(createInterface(child.stdout), 'line');
  const connection = await connectToEngine(dir);
  const client = createEngineClient(connection.channel);
  const pid = child.pid ?? 0;
  console.info('| probed | a second | CPU ms each, of the engine | RSS MB | passed |\n| --- | --- | --- | --- | --- |');
  for (let round = 0; round <= rounds; round += 1) {
    const list = Array.from({ length: domains }, (_, place) => farm.domainName(round * domains + place));
    const [startedAt, cpuBefore] = [performance.now(), cpuMsOf(pid)];
    const strict = await probeList(client, list);
    const perSecond = (domains * 1000) / (performance.now() - startedAt);
    const cpuMs = (cpuMsOf(pid) - cpuBefore) / domains;
    const rss = memoryOf(pid).rssBytes / 2 ** 20;
    const name = round === 0 ? `${domains} to warm up` : `${domains}`;
    console.info(`| ${name} | ${perSecond.toFixed(0)} | ${cpuMs.toFixed(2)} | ${rss.toFixed(0)} | ${strict} |`);
  }
  connection.close();
} finally {
  child.kill('SIGTERM');
  await ended;
  await farm.stop();
  rmSync(dir, { recursive: true, force: true });
}

// Relays message after message, and prints what memory does meanwhile: 500,000 of them unless --messages says otherwise.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../scripts/build.ts';
import { inCheckout } from '../../scripts/checkout.ts';
import { createGenerator } from './load.ts';
import { cpuMsOf, memoryOf } from './processStats.ts';
import { startProduct } from './products.ts';
import { startSink } from './sink.ts';
import { bulkDomain } from './sinkWords.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '500000' },
    step: { type: 'string', default: '25000' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const [messages, step] = [Number(values.messages), Number(values.step)];
buildIfStale();
const dir = mkdtempSync(join(values.dir, 'sealpost-soak-'));
chmodSync(dir, 0o755);
const sink = await startSink();
const generator = createGenerator();
const product = await startProduct('sealpost', { dir, sink, engine: [inCheckout('out', 'main', 'cli.js')] });
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
try {
  console.info('| relayed | a second | CPU ms each | RSS MB | PSS MB |\n| --- | --- | --- | --- | --- |');
  for (let relayed = 0; relayed < messages; relayed += step) {
    const [startedAt, cpuBefore] = [performance.now(), cpuMsOf(product.pid)];
    const load = { sessions: 20, connections: 'many-messages', startTls: false, size: 5000 } as const;
    await generator.send({ ...load, messages: step, port: product.smtpPort, domains: [bulkDomain] });
    await sink.waitFor(relayed + step);
    const perSecond = (step * 1000) / (performance.now() - startedAt);
    const cpuMs = (cpuMsOf(product.pid) - cpuBefore) / step;
    const { rssBytes, pssBytes } = memoryOf(product.pid);
    const figures = [relayed + step, perSecond.toFixed(0), cpuMs.toFixed(2), megabytes(rssBytes), megabytes(pssBytes)];
    console.info(`| ${figures.join(' | ')} |`);
  }
} finally {
  await generator.stop();
  await product.stop();
  await sink.stop();
  rmSync(dir, { recursive: true, force: true });
}

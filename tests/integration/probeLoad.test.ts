import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { whyNotOn } from '../support/matrix/endpoint.ts';
import { type ProbeFarm, startProbeFarm } from '../support/probeFarm.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

/** A pasted list of a thousand domains, probed through the contract as the page does it. */

const listLength = 1000;
const shortLength = 200;
/** More than the prober remembers verdicts of hosts, and enough for the allocator to come to rest. */
const warmUpLength = 1500;
const minPerMinute = 2000;
const maxAtOnce = 64;
/** A thousand verdicts with their certificates are more than twice this. */
const maxGrowthBytes = 8 * 1024 * 1024;
/** Measured: less than 10 MB. The TLS library and the allocator keep what they like. */
const maxRssGrowthBytes = 64 * 1024 * 1024;

const whyNot = await whyNotOn('127.0.4.1');

let dir: string;
let farm: ProbeFarm;
let engine: TestEngine;

beforeAll(async () => {
  if (whyNot !== null) return;
  dir = mkdtempSync(join(tmpdir(), 'sealpost-load-'));
  farm = await startProbeFarm(warmUpLength + shortLength + listLength);
  const caFile = join(dir, 'root.pem');
  writeFileSync(caFile, farm.caPem);
  engine = await startTestEngine({
    overrides: { dnsServers: [farm.dns], deliveryPort: farm.deliveryPort, caFiles: [caFile] },
  });
});
afterAll(async () => {
  if (whyNot !== null) return;
  await engine.stop();
  await farm.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('takes 1,000 domains at 2,000 a minute or more, 64 at once, in memory that does not grow with the list', async (context) => {
  if (whyNot !== null) return context.skip(whyNot);
  await probeList(0, warmUpLength);
  await probeList(warmUpLength, shortLength);
  const afterShort = memory();
  await farm.maxOpen();

  const startedAt = performance.now();
  const strict = await probeList(warmUpLength + shortLength, listLength);
  const seconds = (performance.now() - startedAt) / 1000;
  const afterLong = memory();
  const atOnce = await farm.maxOpen();

  const perMinute = Math.round((listLength / seconds) * 60);
  const rssGrowth = afterLong.rss - afterShort.rss;
  const heapGrowth = afterLong.heapUsed - afterShort.heapUsed;
  console.info(
    `${listLength} probes in ${seconds.toFixed(1)} s: ${perMinute} a minute, ${atOnce} at once at most; ` +
      `after ${listLength} instead of ${shortLength}: heap ${inMegabytes(heapGrowth)}, RSS ${inMegabytes(rssGrowth)}.`,
  );
  expect(strict).toBe(listLength);
  expect(perMinute).toBeGreaterThanOrEqual(minPerMinute);
  expect(atOnce).toBeLessThanOrEqual(maxAtOnce);
  expect(atOnce).toBeGreaterThan(maxAtOnce / 4);
  expect(heapGrowth).toBeLessThan(maxGrowthBytes);
  expect(rssGrowth).toBeLessThan(maxRssGrowthBytes);
}, 120_000);

/** How many of `count` domains from `first` on pass strict. Keeps nothing of the verdicts. */
async function probeList(first: number, count: number): Promise<number> {
  const domains = Array.from({ length: count }, (_, place) => farm.domainName(first + place));
  let strict = 0;
  let told = 0;
  await new Promise<void>((resolve, reject) => {
    const stop = engine.client.subscribe(
      'probe.run',
      { domains },
      ({ verdicts, finished }) => {
        told += verdicts.length;
        strict += verdicts.filter(({ strictestMode }) => strictestMode === 'strict').length;
        if (!finished) return;
        stop();
        resolve();
      },
      (refusal) => reject(new Error(refusal.message)),
    );
  });
  expect(told).toBe(count);
  return strict;
}

function memory(): { heapUsed: number; rss: number } {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapUsed, rss };
}

function inMegabytes(bytes: number): string {
  const megabytes = bytes / 1024 / 1024;
  return `${megabytes < 0 ? '' : '+'}${megabytes.toFixed(1)} MB`;
}

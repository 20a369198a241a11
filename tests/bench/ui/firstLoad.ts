import { existsSync, readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { inCheckout } from '../../../scripts/checkout.ts';
import { places } from './places.ts';
import { type Figure, goals, timeFigure } from './report.ts';
import { withinTime } from './timeLimit.ts';

export interface FirstLoad {
  /** From the beginning of the navigation until the first content of the overview is painted. */
  ms: number;
  /** Names of the scripts that were loaded until then. */
  scripts: readonly string[];
}

/** Of a page that was prepared, and has just begun to load. */
export async function watchFirstLoad(page: Page): Promise<FirstLoad> {
  const content = places[0]?.content;
  if (!content) throw new Error('There is no first page.');
  const ms = await withinTime(
    page.evaluate((sign) => sealpostProbe.loaded(sign), content),
    60_000,
    'The window painted nothing within a minute after it was loaded.',
  );
  return { ms, scripts: await scriptsOf(page) };
}

/** Paths of all that the page has loaded so far. */
export function scriptsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    return loaded.filter((path) => path.endsWith('.js'));
  });
}

/** What a package or a server that packs would carry. */
function packedBytes(scripts: readonly string[], pack: (octets: Buffer) => Buffer): number {
  const files = scripts.map((path) => inCheckout('out', 'renderer', 'assets', path.split('/').at(-1) ?? ''));
  return files.filter(existsSync).reduce((sum, file) => sum + pack(readFileSync(file)).length, 0);
}

const gzip = (octets: Buffer) => gzipSync(octets, { level: 9 });

export function firstLoadFigures(loads: readonly FirstLoad[], scriptsOfAll: readonly string[]): Figure[] {
  const [first] = loads;
  if (!first) return [];
  const bytes = packedBytes(first.scripts, gzip);
  const kilobytes = (count: number) => `${(count / 1024).toFixed(0)} KB`;
  const times = loads.map(({ ms }) => ({ ms, busyMs: null }));
  return [
    timeFigure('The window, from nothing to its first content', goals.firstLoadMs, times),
    {
      what: 'Script of the first load, gzip',
      goal: `≤ ${kilobytes(goals.scriptBytes)}`,
      measured: kilobytes(bytes),
      holds: bytes <= goals.scriptBytes,
      note: `until the first content; with the charts, which it does not wait for, ${kilobytes(packedBytes(scriptsOfAll, gzip))}, or ${kilobytes(packedBytes(scriptsOfAll, brotliCompressSync))} with Brotli`,
    },
  ];
}

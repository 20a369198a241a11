import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { buildIfStale } from '../build.ts';
import { inCheckout } from '../checkout.ts';
import { findElectron, hasDisplay } from '../start/electron.ts';
import { haveChromium } from './chromium.ts';
import { runShown } from './command.ts';
import { runPlaywright } from './playwrightSuite.ts';
import { type Counts, noCounts } from './suiteResult.ts';
import { runVitest } from './vitestSuite.ts';

/** Runs the suite, or says why it cannot run here. */
type Run = () => Promise<Counts | { skip: string }>;

export interface Suite {
  name: string;
  run: Run;
}

/** In the order in which they run: what fails soonest comes first. */
export const suites: readonly Suite[] = [
  { name: 'types', run: () => check(['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json']) },
  { name: 'lint', run: () => check(['node_modules/@biomejs/biome/bin/biome', 'check', '.']) },
  { name: 'build', run: build },
  { name: 'unit', run: () => runVitest('unit') },
  { name: 'integration', run: async () => runVitest('integration', await chromiumEnv()) },
  { name: 'peers', run: () => runVitest('peers') },
  { name: 'chromium', run: inChromium },
  { name: 'electron', run: inElectron },
];

async function check([script, ...args]: readonly [string, ...string[]]): Promise<Counts> {
  const code = await runShown([process.execPath, inCheckout(script), ...args]);
  return code === 0 ? onePassed : oneFailed;
}

async function build(): Promise<Counts> {
  try {
    buildIfStale();
    return onePassed;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return oneFailed;
  }
}

async function inChromium(): Promise<Counts | { skip: string }> {
  if ((await build()).failed > 0) return { skip: 'the build failed' };
  if ((await haveChromium()) === null) return { skip: 'no Chromium is installed, and none can be' };
  return runPlaywright('chromium', { env: await chromiumEnv() });
}

async function inElectron(): Promise<Counts | { skip: string }> {
  if ((await build()).failed > 0) return { skip: 'the build failed' };
  if (findElectron(process.env) === null) return { skip: "Electron's binary can't be had" };
  if (hasDisplay(process.env)) return runPlaywright('electron', {});
  if (!onPath('xvfb-run')) return { skip: 'there is no display, and no xvfb-run' };
  return runPlaywright('electron', { wrapper: ['xvfb-run', '-a'] });
}

async function chromiumEnv(): Promise<Record<string, string>> {
  const chromium = await haveChromium();
  return chromium === null ? {} : { SEALPOST_CHROMIUM: chromium };
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));
}

const onePassed: Counts = { ...noCounts, passed: 1 };
const oneFailed: Counts = { ...noCounts, failed: 1 };

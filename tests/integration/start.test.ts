import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { historyEntrySchema } from '../../src/shared/contract/history.ts';
import { findChromium } from '../support/findChromium.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const linkPattern = /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/;
/** A first start builds; the demo itself is given its 15 seconds by the test. */
const startLimitMs = 120_000;

/** A machine without a display and without an Electron. */
function bareEnv(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' };
  for (const name of Object.keys(env)) {
    if (/^npm_|^(DISPLAY|WAYLAND_DISPLAY|NODE_ENV|VITEST.*)$/.test(name)) delete env[name];
  }
  return env;
}

interface Npm {
  /** What it prints, line by line. */
  lines: AsyncIterator<string>;
  /** Its exit code. */
  ended: Promise<number | null>;
  /** Asks it to stop, as a service manager would. */
  stop(): Promise<number | null>;
}

/** Runs npm in the checkout; what is left of it when the test is over is ended. */
function npm(args: readonly string[], env: NodeJS.ProcessEnv): Npm {
  const child = spawn('npm', args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await stop();
  });
  return { lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), ended, stop };
}

/** Reads on until a line fits, and returns all that were read. */
async function readUntil(lines: AsyncIterator<string>, isLast: (line: string) => boolean): Promise<string[]> {
  const read: string[] = [];
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`It ended after it had said:\n${read.join('\n')}`);
    read.push(value);
    if (isLast(value)) return read;
  }
}

async function seeOverview(link: string, context: TestContext): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) return context.skip('no Chromium is installed');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(link);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    // The token has gone from the address, and the session outlives a reload.
    expect(new URL(page.url()).search).toBe('');
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
  }
}

describe.skipIf(process.platform === 'win32')('npm start', { timeout: startLimitMs }, () => {
  it('without a display ends with a working user interface', async (context) => {
    const dataDir = join(temporaryFolder(), 'data');
    const args = ['start', '--', '--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0'];
    const { lines, stop } = npm(args, bareEnv());
    const said = await readUntil(lines, (line) => linkPattern.test(line));
    expect(said).toContain('There is no display, so Sealpost runs as a service.');
    await seeOverview(said.at(-1) ?? '', context);

    // A second start on the same data leads to the one that runs.
    const second = npm(args, bareEnv());
    const again = await readUntil(second.lines, (line) => linkPattern.test(line));
    expect(new URL(again.at(-1) ?? '').origin).toBe(new URL(said.at(-1) ?? '').origin);
    expect(again.at(-1)).not.toBe(said.at(-1));
    expect(await second.ended).toBe(0);

    expect(await stop()).toBe(0);
    expect(existsSync(join(dataDir, 'engine.json'))).toBe(false);
  });

  it('without Electron says so, and opens the browser with a link of its own', async (context) => {
    const bin = temporaryFolder();
    const opened = join(bin, 'opened');
    writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\necho "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`);
    chmodSync(join(bin, 'xdg-open'), 0o755);
    const env = { ...bareEnv(), DISPLAY: ':1234', PATH: `${bin}${delimiter}${process.env.PATH}` };
    const dataDir = join(temporaryFolder(), 'data');
    const args = ['start', '--', '--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0'];
    const { lines } = npm(args, env);
    const said = await readUntil(lines, (line) => line === 'It opens in your browser.');
    expect(said).toContain("Electron's binary can't be had, so Sealpost runs as a service.");
    const printed = said.find((line) => linkPattern.test(line));
    await expect.poll(() => existsSync(opened)).toBe(true);
    const link = readFileSync(opened, 'utf8').trim();
    expect(link).toMatch(linkPattern);
    expect(link).not.toBe(printed);
    await seeOverview(link, context);
  });

  it('-- --demo shows every kind of outcome within 15 seconds', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const { lines } = npm(['start', '--', '--demo', '--data-dir', dataDir], bareEnv());
    await readUntil(lines, (line) => linkPattern.test(line));
    const readyAt = performance.now();
    const history = npm(
      ['run', '--silent', 'sealpost', '--', 'history', '--follow', '--json', '--limit', '1000', '--data-dir', dataDir],
      bareEnv(),
    );
    const missing = new Set<string>([
      'accepted',
      'refused',
      'delivered',
      'deferred',
      'failed',
      'expired',
      'next-host',
      'observed',
      'notified',
      'held',
      'released',
      'bounced',
    ]);
    await readUntil(history.lines, (line) => {
      missing.delete(historyEntrySchema.parse(JSON.parse(line)).outcome);
      return missing.size === 0;
    });
    expect(performance.now() - readyAt).toBeLessThan(15_000);
  });
});

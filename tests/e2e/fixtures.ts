import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, test as base, chromium, type ElectronApplication, expect, type Page } from '@playwright/test';
import { readEngineFile } from '../../src/main/engine/entry/engineFile.ts';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { labArgs } from './support/builtApp.ts';
import { closeDesktop, type DesktopOptions, firstShownWindow, launchShownDesktop } from './support/desktop.ts';
import { type EngineHandle, engineHandle } from './support/engineHandle.ts';
import { fillHostileFolder } from './support/hostileFolder.ts';
import { type BuiltService, startBuiltService } from './support/service.ts';

export type { EngineHandle, Lab };
export { expect };

/** What carries the contract: a WebSocket to Chromium, or Electron's ports. Each project of the suite has its own. */
export type Carrier = 'chromium' | 'electron';

interface RunningApp {
  service: BuiltService | null;
  desktop: ElectronApplication | null;
  desktopOptions: DesktopOptions;
}

interface TestFixtures {
  /** The app as it was started for this test, on an empty data folder. */
  running: RunningApp;
  engine: EngineHandle;
  /** The user interface, open and connected to `engine`. */
  page: Page;
  /** Electron only. */
  desktop: ElectronApplication;
  /** How `desktop` was started. */
  desktopOptions: DesktopOptions;
  /** What a spec adds to that: `test.use({ moreDesktopOptions: { args: ['--hidden'] } })`. */
  moreDesktopOptions: Partial<DesktopOptions>;
  /** The engine starts on a folder full of names and texts that are hard to show: `test.use({ hostile: true })`. */
  hostile: boolean;
}

export interface WorkerOptions {
  carrier: Carrier;
}

interface WorkerFixtures extends WorkerOptions {
  labOfWorker: Lab;
  ownBrowser: Browser | null;
}

interface LabFixture {
  /** The outside world, as it was at its start. */
  lab: Lab;
}

const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** `SEALPOST_CHROMIUM`, Debian's, or undefined for Playwright's own. */
function findChromium(): string | undefined {
  const installed = process.env.SEALPOST_CHROMIUM ?? '/usr/bin/chromium';
  return existsSync(installed) ? installed : undefined;
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sealpost-e2e-'));
}

export const test = base.extend<TestFixtures & LabFixture, WorkerFixtures>({
  carrier: ['chromium', { option: true, scope: 'worker' }],

  labOfWorker: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to know what a fixture needs.
    async ({}, use) => {
      const dir = temporaryFolder();
      const lab = await startLab({ dir });
      await use(lab);
      await lab.close();
      rmSync(dir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],

  ownBrowser: [
    async ({ carrier, headless }, use) => {
      if (carrier === 'electron') {
        await use(null);
        return;
      }
      const executablePath = findChromium();
      const browser = await chromium.launch({
        headless,
        args: chromiumArgs,
        ...(executablePath ? { executablePath } : {}),
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  lab: async ({ labOfWorker }, use) => {
    labOfWorker.reset();
    await use(labOfWorker);
  },

  moreDesktopOptions: [{}, { option: true }],
  hostile: [false, { option: true }],

  running: async ({ carrier, lab, moreDesktopOptions, hostile }, use) => {
    const folder = temporaryFolder();
    const desktopOptions = {
      dataDir: join(folder, 'data'),
      configDir: join(folder, 'config'),
      engineArgs: labArgs(lab),
      ...moreDesktopOptions,
    };
    if (hostile) fillHostileFolder(desktopOptions.dataDir, Date.now());
    const service =
      carrier === 'chromium'
        ? await startBuiltService(['--data-dir', desktopOptions.dataDir, ...desktopOptions.engineArgs])
        : null;
    const desktop = carrier === 'electron' ? await launchShownDesktop(desktopOptions) : null;
    await use({ service, desktop, desktopOptions });
    if (desktop) await closeDesktop(desktop);
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  },

  engine: async ({ running }, use) => {
    const { dataDir } = running.desktopOptions;
    await expect.poll(() => readEngineFile(dataDir), 'the engine says that it runs').not.toBeNull();
    await use(await engineHandle(dataDir));
  },

  page: async ({ running, engine: _engine, ownBrowser }, use) => {
    const bugs: string[] = [];
    const listen = (page: Page) => page.on('pageerror', ({ stack, message }) => bugs.push(stack ?? message));
    if (running.desktop) {
      const page = await firstShownWindow(running.desktop);
      listen(page);
      await use(page);
    } else {
      if (!ownBrowser || !running.service) throw new Error('There is neither a browser nor Electron.');
      const context = await ownBrowser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      listen(page);
      await page.goto(running.service.link);
      await use(page);
      await context.close();
    }
    // A page that throws may go on as if nothing were, or be gone: neither may pass unseen.
    expect(bugs, 'the page has thrown').toEqual([]);
  },

  desktop: async ({ running }, use) => {
    if (!running.desktop) throw new Error('This spec needs Electron: keep it under tests/e2e/electron.');
    await use(running.desktop);
  },

  desktopOptions: async ({ running }, use) => {
    await use(running.desktopOptions);
  },
});

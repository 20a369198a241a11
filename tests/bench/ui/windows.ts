import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { requestLink } from '../../../src/main/engine/entry/engineConnection.ts';
import { closeDesktop, firstShownWindow, launchShownDesktop } from '../../e2e/support/desktop.ts';
import { startBuiltService } from '../../e2e/support/service.ts';
import { installWindowProbe } from './windowProbe.ts';

export const windowKinds = ['chromium', 'electron'] as const;
export type WindowKind = (typeof windowKinds)[number];

/** What shows the window, and the engine behind it. */
export interface Viewer {
  /** A window of its own, as good as new: nothing is cached. It has begun to load. */
  open(): Promise<Page>;
  /** Of all its processes that render. */
  pids(): Promise<number[]>;
  stop(): Promise<void>;
}

export interface ViewerOptions {
  dataDir: string;
  /** Where the shell keeps its own files. */
  configDir: string;
  engineArgs: readonly string[];
}

export function startViewer(kind: WindowKind, options: ViewerOptions): Promise<Viewer> {
  return kind === 'chromium' ? startChromium(options) : startElectron(options);
}

const viewport = { width: 1280, height: 800 };

async function startChromium({ dataDir, engineArgs }: ViewerOptions): Promise<Viewer> {
  const service = await startBuiltService(['--data-dir', dataDir, ...engineArgs]);
  const installed = process.env.SEALPOST_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    ...(existsSync(installed) ? { executablePath: installed } : {}),
  });
  return {
    async open() {
      for (const context of browser.contexts()) await context.close();
      const context = await browser.newContext({ viewport });
      const page = await context.newPage();
      await page.addInitScript(installWindowProbe);
      await page.goto(await requestLink(dataDir), { waitUntil: 'commit' });
      return page;
    },
    pids: () => rendererPids(browser),
    async stop() {
      await browser.close();
      await service.stop();
    },
  };
}

async function rendererPids(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** One window for the whole run: it is loaded again to be as good as new. One that stays empty is started a second time. */
async function startElectron({ dataDir, configDir, engineArgs }: ViewerOptions): Promise<Viewer> {
  const desktop = await launchShownDesktop({ dataDir, configDir: join(configDir, 'config'), engineArgs });
  const page = await firstShownWindow(desktop);
  await page.addInitScript(installWindowProbe);
  // The window is there before its engine is.
  await page.locator('[aria-label="Figures"] a').first().waitFor();
  return {
    async open() {
      await page.reload({ waitUntil: 'commit' });
      return page;
    },
    pids: () =>
      desktop.evaluate(({ app }) => app.getAppMetrics().flatMap(({ type, pid }) => (type === 'Tab' ? [pid] : []))),
    stop: () => closeDesktop(desktop),
  };
}

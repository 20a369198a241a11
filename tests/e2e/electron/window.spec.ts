import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { labArgs } from '../support/builtApp.ts';
import {
  closeDesktop,
  desktopArgs,
  desktopEnv,
  isPageShown,
  launchDesktop,
  untilAnswered,
} from '../support/desktop.ts';
import { electronBinary } from '../support/electronBinary.ts';

// Of a hidden window there is none to take, and Playwright tries for five seconds.
test.use({ screenshot: 'off' });

const isVisible = (desktop: ElectronApplication) =>
  untilAnswered(() =>
    desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible())),
  );

async function closeWindow(desktop: ElectronApplication): Promise<void> {
  await expect.poll(() => isVisible(desktop)).toBe(true);
  await untilAnswered(() => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()));
  expect(await isVisible(desktop)).toBe(false);
}

test('closing the window hides it, and mail is taken and delivered as before', async ({
  desktop,
  page,
  engine,
  lab,
}) => {
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await closeWindow(desktop);
  await engine.send({ to: ['bob@trusted.example'], subject: 'Behind a closed window' });
  const arrived = await lab.doubles.trusted.waitForMessage();
  expect(arrived.data.toString()).toContain('Behind a closed window');
});

test('a second start shows the window of the first, and ends', async ({ desktop, desktopOptions, page }) => {
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
  await closeWindow(desktop);
  const startAgain = async (...args: string[]) => {
    const second = spawn(electronBinary(), ['--no-sandbox', ...desktopArgs(desktopOptions), ...args], {
      env: desktopEnv(desktopOptions),
      stdio: 'ignore',
    });
    return (await once(second, 'exit'))[0];
  };
  // As the system does at login.
  expect(await startAgain('--hidden')).toBe(0);
  expect(await isVisible(desktop)).toBe(false);
  expect(await startAgain()).toBe(0);
  await expect.poll(() => isVisible(desktop)).toBe(true);
  expect(desktop.windows()).toHaveLength(1);
});

test.describe('started hidden', () => {
  test.use({ moreDesktopOptions: { args: ['--hidden'] } });

  test('it relays mail without a window', async ({ desktop, engine, lab }) => {
    await engine.send({ to: ['bob@trusted.example'] });
    await lab.doubles.trusted.waitForMessage();
    expect(desktop.windows()).toHaveLength(0);
  });
});

// The app itself is asked: Playwright may hold on to the page that hung.
test('a page that hangs is loaded again: the window does not stay empty', async ({ lab }, testInfo) => {
  const desktop = await launchDesktop({
    dataDir: testInfo.outputPath('data'),
    configDir: testInfo.outputPath('config'),
    engineArgs: labArgs(lab),
    preloads: [join(import.meta.dirname, 'stuckPage.cjs')],
  });
  try {
    await expect.poll(() => isPageShown(desktop), { timeout: 45_000 }).toBe(true);
    const stuck = await untilAnswered(() => desktop.evaluate(() => Reflect.get(globalThis, 'stuckRequests')));
    expect(stuck).toEqual(['app://sealpost/']);
    expect(await isVisible(desktop)).toBe(true);
  } finally {
    await closeDesktop(desktop);
  }
});

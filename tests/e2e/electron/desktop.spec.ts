import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { AboutPage } from '../pages/AboutPage.ts';
import { BackupSection } from '../pages/BackupSection.ts';
import { PauseControl } from '../pages/PauseControl.ts';
import { SettingsPage } from '../pages/SettingsPage.ts';
import { closeDesktop, firstShownWindow, launchDesktop, untilAnswered } from '../support/desktop.ts';
import { shownTray } from '../support/shownTray.ts';

const preloads = [join(import.meta.dirname, 'spyTray.cjs'), join(import.meta.dirname, 'spyNotifications.cjs')];
test.use({ moreDesktopOptions: { preloads } });

/** Presses an item of the tray's menu, `Pause deliveries > For 1 hour` for one in a submenu. */
function pressTray(desktop: ElectronApplication, path: string): Promise<boolean> {
  return untilAnswered(() =>
    desktop.evaluate((_electron, labels) => {
      let items = Reflect.get(globalThis, 'shownTray').menu?.items ?? [];
      for (const [depth, label] of labels.entries()) {
        const item = items.find((each: { label: string }) => each.label.includes(label));
        if (!item) return false;
        if (depth === labels.length - 1) item.click();
        items = item.submenu?.items ?? [];
      }
      return true;
    }, path.split(' > ')),
  );
}

function pressMenu(desktop: ElectronApplication, accelerator: string): Promise<boolean> {
  return untilAnswered(() =>
    desktop.evaluate(({ Menu }, key) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      const item = items.find((each) => each.accelerator === key);
      item?.click();
      return item !== undefined;
    }, accelerator),
  );
}

const trayTooltip = async (desktop: ElectronApplication): Promise<string> => (await shownTray(desktop)).tooltip;

const noticeTitles = (desktop: ElectronApplication): Promise<string[]> =>
  untilAnswered(() =>
    desktop.evaluate(() => Reflect.get(globalThis, 'shownNotices').map((shown: { title: string }) => shown.title)),
  );

const hideWindow = (desktop: ElectronApplication) =>
  untilAnswered(() => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()));

const isVisible = (desktop: ElectronApplication) =>
  untilAnswered(() => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible() ?? false));

test('the tray pauses and resumes, and leads to a failure, the settings and About', async ({
  desktop,
  page,
  engine,
  lab,
}) => {
  const control = new PauseControl(page);
  await expect.poll(() => pressTray(desktop, 'Pause deliveries > Until I resume')).toBe(true);
  await expect(control.banner).toBeVisible();
  await expect
    .poll(() => shownTray(desktop))
    .toMatchObject({ icon: 'paused', tooltip: expect.stringContaining('Deliveries are paused') });
  await engine.send({ to: ['bob@trusted.example'] });
  await expect.poll(() => trayTooltip(desktop)).toContain('1 message waits');
  expect(lab.doubles.trusted.messages).toHaveLength(0);
  await expect.poll(() => pressTray(desktop, 'Resume deliveries')).toBe(true);
  await lab.doubles.trusted.waitForMessage();
  await expect(control.banner).toBeHidden();

  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  await engine.send({ to: ['bob@expired.example'] });
  await hideWindow(desktop);
  await expect.poll(() => pressTray(desktop, 'expired.example: kept back')).toBe(true);
  await expect.poll(() => isVisible(desktop)).toBe(true);
  await expect(page.getByRole('dialog', { name: /certificate has expired/i })).toBeVisible();
  await pressTray(desktop, 'Settings');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await pressTray(desktop, 'About Sealpost');
  await new AboutPage(page).expectShown();
});

test('a first TLS failure and a restart are told once, lead to their place, and can be switched off', async ({
  desktop,
  page,
  engine,
}) => {
  const settings = new SettingsPage(page);
  await settings.open();
  const notifications = page.getByRole('region', { name: 'Notifications' });
  await notifications.getByLabel('The relay was started again').uncheck();
  await expect(notifications.getByLabel('The relay was started again')).not.toBeChecked();
  await expect.poll(() => isVisible(desktop)).toBe(true);
  await hideWindow(desktop);

  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  await engine.send({ to: ['bob@expired.example'] });
  await expect.poll(() => noticeTitles(desktop)).toEqual(['TLS fails: expired.example']);
  await engine.send({ to: ['eve@expired.example'] });
  await expect.poll(() => trayTooltip(desktop)).toContain('2 messages wait');
  const before = engine.pid();
  process.kill(before, 'SIGKILL');
  await expect.poll(() => trayTooltip(desktop)).toContain('starts again');
  await expect.poll(() => trayTooltip(desktop)).toContain('2 messages wait');
  expect(await noticeTitles(desktop)).toEqual(['TLS fails: expired.example']);

  await untilAnswered(() => desktop.evaluate(() => Reflect.get(globalThis, 'shownNotices')[0].emit('click')));
  await expect.poll(() => isVisible(desktop)).toBe(true);
  await expect(page.getByRole('heading', { level: 1, name: 'Live log' })).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#/log?domain=expired.example&tls=1');
  const about = new AboutPage(page);
  await about.open();
  await expect(about.panel('The engine')).toContainText('1 time');
  await expect(about.panel('The engine')).toContainText('SIGKILL');
});

test('the menu goes to the pages and finds; start at login is a file that is gone when it is switched off', async ({
  desktop,
  page,
  desktopOptions,
}) => {
  const shown = (title: string) => expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  const pages = ['Overview', 'Domains', 'Routes', 'Certificate', 'Live log', 'Queue'];
  for (const [index, title] of [...pages.entries()].reverse()) {
    expect(await pressMenu(desktop, `CmdOrCtrl+${index + 1}`)).toBe(true);
    await shown(title);
  }
  await pressMenu(desktop, 'CmdOrCtrl+F');
  await shown('Live log');
  await expect(page.getByRole('searchbox').first()).toBeFocused();
  await pressMenu(desktop, 'CmdOrCtrl+,');
  await shown('Settings');

  const autostart = join(desktopOptions.configDir, 'autostart');
  const section = page.getByRole('region', { name: 'Desktop' });
  await section.getByLabel('Start when I log in').check();
  await expect(section.getByLabel('Start when I log in')).toBeChecked();
  const [file = ''] = readdirSync(autostart);
  const entry = readFileSync(join(autostart, file), 'utf8');
  expect(entry).toContain('"--hidden" "--data-dir"');
  expect(entry).toContain(`"${desktopOptions.dataDir}"`);
  await section.getByLabel('Start hidden at login').uncheck();
  await expect.poll(() => readFileSync(join(autostart, file), 'utf8')).not.toContain('--hidden');
  await section.getByLabel('Start when I log in').uncheck();
  await expect.poll(() => existsSync(join(autostart, file))).toBe(false);
});

test('choices outlive a start of the app, and so does a pause', async ({ desktop, page, desktopOptions }) => {
  const settings = new SettingsPage(page);
  await settings.open();
  const switchOf = (shown: typeof page) =>
    shown.getByRole('region', { name: 'Notifications' }).getByLabel('The last day of a message');
  await switchOf(page).uncheck();
  await page.getByRole('region', { name: 'Appearance' }).getByLabel('Dark').check();
  await new PauseControl(page).pause('Until I resume');
  await closeDesktop(desktop);
  const second = await launchDesktop(desktopOptions);
  try {
    const shown = await firstShownWindow(second);
    await expect(new PauseControl(shown).banner).toBeVisible();
    const theme = await untilAnswered(() => second.evaluate(({ nativeTheme }) => nativeTheme.themeSource));
    expect(theme).toBe('dark');
    await new SettingsPage(shown).open();
    await expect(switchOf(shown)).not.toBeChecked();
  } finally {
    await closeDesktop(second);
  }
});

test('a backup to restore is chosen by the dialog of the system', async ({ desktop, page }) => {
  const { section, path } = new BackupSection(page);
  await new BackupSection(page).open();
  await untilAnswered(() =>
    desktop.evaluate(({ dialog }) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: ['/mnt/office.sealpost'] });
    }),
  );
  await section.getByRole('button', { name: 'Choose the backup to restore' }).click();
  await expect(path).toHaveValue('/mnt/office.sealpost');
});

test('the tray says when no mail is taken', async ({ lab }, testInfo) => {
  const taken = lab.doubles.trusted;
  const desktop = await launchDesktop({
    dataDir: testInfo.outputPath('data'),
    configDir: testInfo.outputPath('config'),
    preloads,
    engineArgs: ['--smtp', `${taken.address}:${taken.port}`, '--dns', lab.dns],
    // What is asked then stays open.
    dialogButton: null,
  });
  await expect.poll(() => shownTray(desktop)).toMatchObject({ icon: 'failing' });
  await closeDesktop(desktop);
});

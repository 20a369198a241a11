import { expect, test } from './fixtures.ts';
import { AboutPage } from './pages/AboutPage.ts';
import { SettingsPage } from './pages/SettingsPage.ts';
import { violations } from './support/axe.ts';
import { handOver } from './support/mail.ts';

test('About has the versions and the folder, and diagnostics that say nothing of who and where', async ({
  page,
  engine,
}) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  await handOver(engine, 'bob@expired.example');
  const about = new AboutPage(page);
  await about.open();
  await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('Needs attention');
  const { node, sqlite } = await engine.call('about.get', {});
  await expect(about.panel('Versions')).toContainText(node);
  await expect(about.panel('Versions')).toContainText(sqlite);
  await expect(about.panel('Folders')).toContainText(engine.dataDir);

  await page.evaluate(() => {
    navigator.clipboard.writeText = async (text) => {
      document.body.dataset.copied = text;
    };
  });
  await about.copyDiagnostics.click();
  await expect(about.copyDiagnostics).toHaveText('Copied');
  const copied = (await page.locator('body').getAttribute('data-copied')) ?? '';
  expect(copied).toContain(`SQLite ${sqlite}`);
  expect(copied).toContain('Failing with: certificate-expired');
  expect(copied).not.toContain('expired.example');
  expect(copied).not.toContain(engine.dataDir);
});

test('colours are chosen at once, and outlive a reload', async ({ page, carrier }) => {
  const settings = new SettingsPage(page);
  await settings.open();
  const appearance = page.getByRole('region', { name: 'Appearance' });
  await appearance.getByLabel('Dark').check();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(appearance.getByLabel('Dark')).toBeChecked();
  // What only the desktop can do is explained or left out elsewhere.
  const notifications = page.getByRole('region', { name: 'Notifications' });
  if (carrier === 'chromium') await expect(notifications).toContainText('from the desktop app only');
  else await expect(notifications.getByRole('switch').first()).toBeChecked();
  await expect(page.getByRole('region', { name: 'Desktop' })).toHaveCount(carrier === 'electron' ? 1 : 0);
});

test('the user guide is there to be read', async ({ page }) => {
  await new AboutPage(page).open();
  const [guide] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'User guide' }).click(),
  ]);
  await expect(guide.getByRole('heading', { name: 'Sealpost: user guide' })).toBeVisible();
  await guide.getByRole('link', { name: 'Queue', exact: true }).click();
  await expect(guide.getByRole('img', { name: 'The queue', exact: true })).toBeVisible();
  expect(await violations(guide)).toEqual([]);
});

import { expect, test } from './fixtures.ts';
import { AboutPage } from './pages/AboutPage.ts';
import { AddDomainsDialog } from './pages/AddDomainsDialog.ts';
import { CertificatePage } from './pages/CertificatePage.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { LogPage } from './pages/LogPage.ts';
import { OverviewPage } from './pages/OverviewPage.ts';
import { PauseControl } from './pages/PauseControl.ts';
import { QueuePage } from './pages/QueuePage.ts';
import { RuleFiles } from './pages/RuleFiles.ts';
import { SettingsPage } from './pages/SettingsPage.ts';
import { SetupPage } from './pages/SetupPage.ts';
import { TestDrawer } from './pages/TestDrawer.ts';
import { UsersSection } from './pages/UsersSection.ts';
import { layoutFaults } from './support/layoutFaults.ts';
import { handOver } from './support/mail.ts';

// The default window at a zoom of 150 %, which has less room than the smallest one. What every view looks like with
// many long names is seen to in everyView.spec.ts: here is what it does not come across.
const size = { width: 853, height: 533 };
const longDomain = 'department-of-things.with-a-very-long-name.of-an-organisation-with-a-long-name.example';

test.beforeEach(async ({ page }) => {
  await page.setViewportSize(size);
  // What still opens is cut.
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

test('in a small window a new relay shows all of its first steps, and the set-up', async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open();
  await expect(overview.firstSteps).toBeVisible();
  expect(await layoutFaults(page)).toEqual([]);

  const setup = new SetupPage(page);
  await setup.start();
  await expect(setup.needs).toBeVisible();
  expect(await layoutFaults(page)).toEqual([]);
  await page.getByRole('checkbox', { name: 'No mail from outside' }).check();
  await setup.button('Next').click();
  await expect(setup.step('External domains')).toContainText('No domain has a rule yet');
  expect(await layoutFaults(page)).toEqual([]);

  const domains = new DomainsPage(page);
  await domains.open();
  await expect(domains.list).toContainText('No domain has a rule yet');
  expect(await layoutFaults(page)).toEqual([]);
});

test('in a small window nothing that is to be pressed lies below its edge', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: longDomain, mode: 'strict' });
  await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
  await handOver(engine, 'bob@self-signed.example');

  const domains = new DomainsPage(page);
  await domains.open();
  await domains.openSettings(longDomain);
  // With a key: for a click the whole button would be scrolled to the middle.
  await domains.form.getByRole('button', { name: 'Advanced' }).press('Enter');
  await expect(domains.field('Give up after (hours)')).toBeInViewport({ ratio: 1 });
  expect(await layoutFaults(page)).toEqual([]);
  await expect(domains.form.getByRole('button', { name: 'Save' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(domains.form).toBeHidden();

  const drawer = new TestDrawer(page);
  await drawer.open('self-signed.example');
  await drawer.certificate('mx.self-signed.example').disclose();
  expect(await layoutFaults(page)).toEqual([]);
  await drawer.close();

  await page.getByRole('button', { name: 'Add External Domains' }).click();
  const adding = new AddDomainsDialog(page);
  await expect(adding.button('Continue')).toBeInViewport({ ratio: 1 });
  await adding.paste(`https://www.${longDomain}/\nself-signed.example\nbusy.example\nمثال.example\n${longDomain}`);
  await adding.press('Test these domains');
  await expect(adding.button('Test again')).toBeVisible();
  expect(await layoutFaults(page)).toEqual([]);
  await expect(adding.button('Add')).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(adding.button('Add')).toBeHidden();

  const files = new RuleFiles(page);
  await files.choose('Import…');
  await files.openFile('x.csv', `domain,mode,note\n${longDomain},relaxed,${longDomain}\nnot a domain,strict,\n`);
  await expect(files.importButton()).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(files.importButton()).toBeHidden();
  await files.choose('Export…');
  await expect(files.exportDialog.getByRole('button', { name: 'Save' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(files.exportDialog).toBeHidden();

  const certificate = new CertificatePage(page);
  await certificate.open();
  await certificate.startMaking();
  await expect(certificate.dialog.getByRole('button', { name: 'Make it' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(certificate.dialog).toBeHidden();

  const log = new LogPage(page);
  await log.open();
  await log.openFilters();
  await log.filters.getByRole('combobox', { name: 'Direction' }).scrollIntoViewIfNeeded();
  await expect(log.filters.getByRole('combobox', { name: 'Direction' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(log.filters).toBeHidden();

  const queue = new QueuePage(page);
  await queue.open();
  await expect(queue.row('bob@self-signed.example')).toBeVisible();
  await queue.selectAll();
  await queue.act('Hold');
  await expect(queue.row('bob@self-signed.example')).toContainText('On hold');
  await queue.openMessage('bob@self-signed.example');
  await expect(page.getByRole('link', { name: 'Put on hold' })).toBeVisible();
  expect(await layoutFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');

  const users = new UsersSection(page);
  await users.open();
  await users.add.click();
  await expect(users.dialog.getByRole('button', { name: 'Add user' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(users.dialog).toBeHidden();

  const settings = new SettingsPage(page);
  await settings.useSmartHost({ server: longDomain, user: `office@${longDomain}`, mode: 'Opportunistic' });
  await expect(settings.save).toBeInViewport({ ratio: 1 });
  await settings.discard.click();
  await expect(settings.saveBar).toBeHidden();

  await new AboutPage(page).open();
  await new PauseControl(page).pause('For 4 hours');
  expect(await layoutFaults(page)).toEqual([]);
  // The whole navigation, without scrolling.
  await expect(page.getByRole('link', { name: 'Sealpost', exact: true })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('link', { name: /^Version/ })).toBeInViewport({ ratio: 1 });
});

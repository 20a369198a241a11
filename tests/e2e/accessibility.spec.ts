import { expect, test } from './fixtures.ts';
import { AboutPage } from './pages/AboutPage.ts';
import { AddDomainsDialog } from './pages/AddDomainsDialog.ts';
import { BackupSection } from './pages/BackupSection.ts';
import { CertificatePage } from './pages/CertificatePage.ts';
import { DomainPage } from './pages/DomainPage.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { LogPage } from './pages/LogPage.ts';
import { OverviewPage } from './pages/OverviewPage.ts';
import { PauseControl } from './pages/PauseControl.ts';
import { QueuePage } from './pages/QueuePage.ts';
import { RoutesPage } from './pages/RoutesPage.ts';
import { RuleFiles } from './pages/RuleFiles.ts';
import { SettingsPage } from './pages/SettingsPage.ts';
import { SetupPage } from './pages/SetupPage.ts';
import { TestDrawer } from './pages/TestDrawer.ts';
import { UsersSection } from './pages/UsersSection.ts';
import { violations } from './support/axe.ts';
import { handOver } from './support/mail.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page, ${colorScheme}`, async ({ page, engine }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const overview = new OverviewPage(page);
    await overview.open();
    await expect(overview.firstSteps).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict', note: 'A note' });
    await engine.call('rules.save', { pattern: 'old.example', mode: 'relaxed', minVersion: 'TLSv1', enabled: false });
    await handOver(engine, 'bob@trusted.example');
    await handOver(engine, 'bob@expired.example');
    await handOver(engine, 'bob@null-mx.example');
    await expect(overview.attention('expired.example')).toBeVisible();
    await expect(overview.trends.locator('svg.recharts-surface').first()).toBeAttached();
    await expect(overview.reasons).toBeVisible();
    expect(await violations(page)).toEqual([]);

    const domains = new DomainsPage(page);
    await domains.open();
    await expect(domains.row('expired.example')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await domains.startAdding();
    await domains.openAdvanced();
    await domains.field('Domain').fill('no domain');
    await domains.submit();
    await expect(domains.field('Domain')).toHaveAttribute('aria-invalid', 'true');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await domains.delete('expired.example');
    await expect(domains.question('expired.example')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const log = new LogPage(page);
    await log.open();
    await expect(log.row('The certificate has expired')).toBeVisible();
    await expect(log.row('The domain takes no mail')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await log.openEntry('The certificate has expired');
    expect(await violations(page)).toEqual([]);
    await log.closeEntry();
    await log.search('expired');
    await expect(log.matches.first()).toBeVisible();
    await log.openFilters();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await log.rows.first().focus();
    await page.keyboard.press('Space');
    await expect(page.getByText('1 entry selected')).toBeVisible();
    await log.startExport('JSON Lines');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await log.pick('Any time', 'From … to …');
    await expect(page.getByLabel('From', { exact: true })).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await log.pick('More', /^Keyboard/);
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  test(`axe finds nothing in the queue, ${colorScheme}`, async ({ page, engine }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
    await handOver(engine, 'bob@expired.example');
    const queue = new QueuePage(page);
    await queue.open();
    await expect(queue.row('bob@expired.example')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await queue.openMessage('bob@expired.example');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await queue.selectAll();
    await expect(queue.selectionBar).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await queue.act('Delete…');
    await expect(page.getByRole('dialog', { name: 'Delete 1 message?' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await queue.showByDomain();
    await queue.toggleDomain('expired.example');
    await expect(queue.domains.getByText('bob@expired.example')).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  test(`axe finds nothing in a selection of domains and on a domain's page, ${colorScheme}`, async ({
    page,
    engine,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
    await engine.call('rules.save', { pattern: 'old.example', mode: 'relaxed', minVersion: 'TLSv1', enabled: false });
    await engine.call('rules.save', { pattern: '*.trusted.example', mode: 'strict' });
    await handOver(engine, 'bob@expired.example');
    await handOver(engine, 'bob@mail.trusted.example');
    const domains = new DomainsPage(page);
    await domains.open();
    await domains.delete('old.example');
    await expect(page.getByText('old.example is deleted.')).toBeVisible();
    await domains.select('expired.example');
    await expect(domains.selectionBar).toBeVisible();
    expect(await violations(page)).toEqual([]);

    const domain = new DomainPage(page);
    await domain.open('expired.example');
    await expect(domain.panel('Test of its mail servers')).toContainText('Does not pass');
    await expect(domain.panel('Queue')).toContainText('1 message');
    await expect(domain.panel('Deliveries')).toContainText('1 TLS failure');
    await expect(domain.entry('The certificate has expired')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await domain.back();
    await domain.open('*.trusted.example');
    await expect(domain.panel('Domains with mail')).toContainText('mail.trusted.example');
    expect(await violations(page)).toEqual([]);
  });

  test(`axe finds nothing in tests, routes and certificates, ${colorScheme}`, async ({ page, engine, lab }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const issuer = await lab.ca.intermediate('Lab Issuing CA');
    lab.doubles.trusted.behaviour.tls = await lab.ca.issue({ names: ['mx.trusted.example'], issuer });
    for (const pattern of ['trusted.example', 'second-mx.example', 'busy.example', '*.bank.example']) {
      await engine.call('rules.save', { pattern, mode: 'strict' });
    }
    const domains = new DomainsPage(page);
    await domains.open();
    const drawer = new TestDrawer(page);
    for (const pattern of ['second-mx.example', 'busy.example', '*.bank.example']) {
      await drawer.open(pattern);
      await expect(drawer.drawer.getByText(/^Tested|There is no test/)).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await drawer.close();
    }
    await drawer.open('trusted.example');
    await drawer.certificate('mx.trusted.example').disclose();
    expect(await violations(page)).toEqual([]);
    await drawer.close();

    const routes = new RoutesPage(page);
    await routes.open();
    expect(await violations(page)).toEqual([]);
    const port = lab.deliveryPort;
    await routes.add({ name: 'Exchange', domains: 'office.example', server: 'mx.trusted.example', port });
    await routes.add({ name: 'Fax', domains: 'office.example', server: 'mx.no-starttls.example', port });
    expect(await violations(page)).toEqual([]);
    await routes.startValidating();
    await routes.test('boss@office.example');
    await expect(routes.result('Fax')).toContainText('TLS Not Supported');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');

    const certificate = new CertificatePage(page);
    await certificate.open();
    expect(await violations(page)).toEqual([]);
    await certificate.startMaking();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(certificate.dialog).toBeHidden();
    await certificate.startRequesting();
    await certificate.press('Make the request');
    await expect(certificate.requestText).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await certificate.press('Done');
    await expect(certificate.waitingRequest).toBeVisible();
    await certificate.startImporting();
    await certificate.press('Import');
    await expect(certificate.field('Certificates')).toHaveAttribute('aria-invalid', 'true');
    expect(await violations(page)).toEqual([]);
    await certificate.dialog.getByText('PFX or P12 file').click();
    await certificate.press('Import');
    await expect(certificate.dialog).toContainText('Choose a file.');
    expect(await violations(page)).toEqual([]);
  });

  test(`axe finds nothing where many domains are added, imported and exported, ${colorScheme}`, async ({
    page,
    engine,
    lab,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await new OverviewPage(page).open();
    const setup = new SetupPage(page);
    await setup.start();
    expect(await violations(page)).toEqual([]);
    await engine.call('rules.save', { pattern: 'listed.example', mode: 'strict' });
    await page.getByRole('checkbox', { name: 'No mail from outside' }).check();
    await setup.button('Next').click();
    await expect(setup.domains).toHaveCount(1);
    expect(await violations(page)).toEqual([]);
    await setup.button('Next').click();
    await expect(setup.summary).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await new RoutesPage(page).open();
    await new RoutesPage(page).add({
      name: 'Exchange',
      domains: 'office.example',
      server: 'mx.trusted.example',
      port: lab.deliveryPort,
    });

    await new DomainsPage(page).open();
    const files = new RuleFiles(page);
    await files.choose('Set Up Your TLS Policies');
    await expect(setup.routes).toContainText('Not validated');
    expect(await violations(page)).toEqual([]);
    await new DomainsPage(page).open();

    await page.getByRole('button', { name: 'Add External Domains' }).click();
    const adding = new AddDomainsDialog(page);
    expect(await violations(page)).toEqual([]);
    await adding.paste('trusted.example\nself-signed.example\nbusy.example\nlisted.example\nhttps://a.listed.example/');
    await adding.press('Test these domains');
    await expect(adding.row('self-signed.example')).toContainText('Relaxed works');
    await expect(adding.button('Test again')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await files.choose('Import…');
    expect(await violations(page)).toEqual([]);
    await files.openFile('x.csv', 'domain,mode\nlisted.example,relaxed\nnew.example,strict\nno domain,strict');
    await files.importDialog.getByText('All 3').click();
    await expect(files.line('new.example')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await files.choose('Export…');
    await expect(files.exportText).toContainText('listed.example');
    expect(await violations(page)).toEqual([]);
  });

  test(`axe finds nothing in the settings, ${colorScheme}`, async ({ page, engine }) => {
    await engine.call('users.save', { username: 'till-7', password: 'correct horse 7' });
    await engine.call('backup.create', {});
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const users = new UsersSection(page);
    await users.open();
    await expect(users.row('till-7')).toBeVisible();
    const { backups, question } = new BackupSection(page);
    await expect(backups).toHaveCount(1);
    expect(await violations(page)).toEqual([]);
    await users.add.click();
    await users.password.fill('short');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(users.dialog).toBeHidden();
    await backups.getByRole('button').click();
    await expect(question).toContainText('on hold');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();

    const settings = new SettingsPage(page);
    await settings.useSmartHost({ server: 'mail.provider.example', user: 'office', mode: 'Opportunistic' });
    await settings.field('Waits between tries').fill('soon');
    await settings.field("Server's port").fill('0');
    await expect(settings.field("Server's port")).toHaveAttribute('aria-invalid', 'true');
    expect(await violations(page)).toEqual([]);
  });

  test(`axe finds nothing in About and during a pause, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await new AboutPage(page).open();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Pause deliveries' }).click();
    await expect(page.getByRole('menuitem')).toHaveCount(4);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await new PauseControl(page).pause('For 1 hour');
    expect(await violations(page)).toEqual([]);
  });
}

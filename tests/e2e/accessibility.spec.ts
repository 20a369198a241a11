import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { AddDomainsDialog } from './pages/AddDomainsDialog.ts';
import { CertificatePage } from './pages/CertificatePage.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { LogPage } from './pages/LogPage.ts';
import { OverviewPage } from './pages/OverviewPage.ts';
import { PauseControl } from './pages/PauseControl.ts';
import { RoutesPage } from './pages/RoutesPage.ts';
import { RuleFiles } from './pages/RuleFiles.ts';
import { SetupPage } from './pages/SetupPage.ts';
import { TestDrawer } from './pages/TestDrawer.ts';
import { UsersSection } from './pages/UsersSection.ts';
import { violations } from './support/axe.ts';
import { handOver } from './support/mail.ts';

// What a page shows when it is come to is the matter of everyViewAxe.spec.ts: here is what comes up while somebody works.

/** Asks axe about what the window shows, as everyViewAxe.spec.ts does: in both schemes, in Electron in the dark one alone. */
async function checker(page: Page, carrier: 'chromium' | 'electron'): Promise<() => Promise<void>> {
  const [first, second] = carrier === 'chromium' ? (['light', 'dark'] as const) : (['dark', null] as const);
  await page.emulateMedia({ colorScheme: first, reducedMotion: 'reduce' });
  return async () => {
    expect(await violations(page), first).toEqual([]);
    if (!second) return;
    await page.emulateMedia({ colorScheme: second });
    expect(await violations(page, 'colours'), second).toEqual([]);
    await page.emulateMedia({ colorScheme: first });
  };
}

test('axe finds nothing where there is nothing yet, in refused forms, and in the log at work', async ({
  page,
  engine,
  carrier,
}) => {
  test.setTimeout(120_000);
  const check = await checker(page, carrier);
  const overview = new OverviewPage(page);
  await overview.open();
  await expect(overview.firstSteps).toBeVisible();
  await check();
  await new RoutesPage(page).open();
  await check();

  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict', note: 'A note' });
  await engine.call('rules.save', { pattern: 'old.example', mode: 'relaxed', minVersion: 'TLSv1', enabled: false });
  await handOver(engine, ['bob@trusted.example', 'bob@expired.example', 'bob@null-mx.example']);
  const domains = new DomainsPage(page);
  await domains.open();
  await domains.startAdding();
  await domains.field('Domain').fill('no domain');
  await domains.submit();
  await expect(domains.field('Domain')).toHaveAttribute('aria-invalid', 'true');
  await check();
  await domains.field('Domain').fill('null-mx.example');
  await domains.press();
  await expect(domains.form).toContainText('Mail to this domain is returned');
  await check();
  await page.keyboard.press('Escape');
  await domains.delete('old.example');
  await expect(page.getByText('old.example is deleted.')).toBeVisible();
  await check();

  const log = new LogPage(page);
  await log.open();
  await log.search('expired');
  await expect(log.matches.first()).toBeVisible();
  await log.rows.first().focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('1 entry selected')).toBeVisible();
  await check();
  await log.pick('Any time', 'From … to …');
  await expect(page.getByLabel('From', { exact: true })).toBeFocused();
  await check();
  await page.keyboard.press('Escape');
  await new PauseControl(page).pause('For 1 hour');
  await check();
});

test('axe finds nothing in what tests found, in validated routes, and on the way to a certificate', async ({
  page,
  engine,
  lab,
  carrier,
}) => {
  test.setTimeout(120_000);
  const check = await checker(page, carrier);
  const issuer = await lab.ca.intermediate('Lab Issuing CA');
  lab.doubles.trusted.behaviour.tls = await lab.ca.issue({ names: ['mx.trusted.example'], issuer });
  for (const pattern of ['trusted.example', 'second-mx.example', 'busy.example', '*.bank.example']) {
    await engine.call('rules.save', { pattern, mode: 'strict' });
  }
  await new DomainsPage(page).open();
  const drawer = new TestDrawer(page);
  for (const pattern of ['second-mx.example', 'busy.example', '*.bank.example']) {
    await drawer.open(pattern);
    await expect(drawer.drawer.getByText(/^Tested|There is no test/)).toBeVisible();
    await check();
    await drawer.close();
  }
  await drawer.open('trusted.example');
  await drawer.certificate('mx.trusted.example').disclose();
  await check();
  await drawer.close();

  const routes = new RoutesPage(page);
  await routes.open();
  const port = lab.deliveryPort;
  await routes.add({ name: 'Exchange', domains: 'office.example', server: 'mx.trusted.example', port });
  await routes.startValidating();
  await routes.test('boss@office.example');
  await expect(routes.result('Exchange')).toContainText('Strict - Trusted Enforced');
  await check();
  await page.keyboard.press('Escape');

  const certificate = new CertificatePage(page);
  await certificate.open();
  await certificate.startRequesting();
  await certificate.press('Make the request');
  await expect(certificate.requestText).toBeVisible();
  await check();
  await certificate.press('Done');
  await expect(certificate.waitingRequest).toBeVisible();
  await check();
  await certificate.startImporting();
  await certificate.press('Import');
  await expect(certificate.field('Certificates')).toHaveAttribute('aria-invalid', 'true');
  await check();
  await certificate.choosePem({ name: 'holiday.pem', text: 'a beach' });
  await expect(certificate.dialog.getByRole('status')).toContainText('"holiday.pem" has neither');
  await check();
  await certificate.dialog.getByText('PFX or P12 file').click();
  await certificate.press('Import');
  await expect(certificate.dialog).toContainText('Choose a file.');
  await check();
});

test('axe finds nothing in a set-up that begins, in tests of many domains, and in the form of a user', async ({
  page,
  engine,
  carrier,
}) => {
  test.setTimeout(120_000);
  const check = await checker(page, carrier);
  await new OverviewPage(page).open();
  const setup = new SetupPage(page);
  await setup.start();
  await expect(setup.needs).toBeVisible();
  await check();
  await engine.call('rules.save', { pattern: 'listed.example', mode: 'strict' });

  await new DomainsPage(page).open();
  await page.getByRole('button', { name: 'Add External Domains' }).click();
  const adding = new AddDomainsDialog(page);
  await adding.paste('trusted.example\nself-signed.example\nbusy.example\nlisted.example\nhttps://a.listed.example/');
  await adding.press('Test these domains');
  await expect(adding.row('self-signed.example')).toContainText('Relaxed works');
  await expect(adding.button('Test again')).toBeVisible();
  await check();
  await page.keyboard.press('Escape');

  const files = new RuleFiles(page);
  await files.choose('Import…');
  await files.openFile('x.csv', 'domain,mode\nlisted.example,relaxed\nnew.example,strict\nno domain,strict');
  await files.importDialog.getByText('All 3').click();
  await expect(files.line('new.example')).toBeVisible();
  await check();
  await page.keyboard.press('Escape');

  const users = new UsersSection(page);
  await users.open();
  await users.add.click();
  await users.password.fill('short');
  await check();
});

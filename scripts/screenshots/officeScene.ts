import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { AddDomainsDialog } from '../../tests/e2e/pages/AddDomainsDialog.ts';
import { BackupSection } from '../../tests/e2e/pages/BackupSection.ts';
import { CertificatePage } from '../../tests/e2e/pages/CertificatePage.ts';
import { OverviewPage } from '../../tests/e2e/pages/OverviewPage.ts';
import { RoutesPage } from '../../tests/e2e/pages/RoutesPage.ts';
import { SettingsPage } from '../../tests/e2e/pages/SettingsPage.ts';
import { SetupPage } from '../../tests/e2e/pages/SetupPage.ts';
import { UsersSection } from '../../tests/e2e/pages/UsersSection.ts';
import { labArgs } from '../../tests/e2e/support/builtApp.ts';
import { engineHandle } from '../../tests/e2e/support/engineHandle.ts';
import { startBuiltService } from '../../tests/e2e/support/service.ts';
import { type Lab, startLab } from '../../tests/support/lab/lab.ts';
import { type Camera, openCamera } from './camera.ts';

/** Where a new Sealpost takes mail; any free port where something else has it. */
const defaultPort = 2525;

/** An office from its first start on: the first steps, the task, routes, and the settings. */
export async function takeOffice(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sealpost-screenshots-'));
  const lab = await startLab({ dir: folder });
  const dataDir = join(folder, 'data');
  const smtp = (await isFree(defaultPort)) ? ['--smtp', `127.0.0.1:${defaultPort}`] : [];
  const args = labArgs(lab).filter(
    (arg, index, all) => smtp.length === 0 || (arg !== '--smtp' && all[index - 1] !== '--smtp'),
  );
  const service = await startBuiltService(['--data-dir', dataDir, ...smtp, ...args]);
  try {
    const { call } = await engineHandle(dataDir);
    await call('settings.save', { hostname: 'relay.office.example' });
    const camera = await openCamera(browser, service.link);
    await takeSetUp(camera, lab);
    await takeCertificate(camera);
    await takeSettings(camera);
    await camera.page.context().close();
  } finally {
    await service.stop();
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

async function takeSetUp({ page, take }: Camera, lab: Lab): Promise<void> {
  const overview = new OverviewPage(page);
  await overview.open();
  await overview.firstSteps.waitFor();
  await take('first-steps');
  const setup = new SetupPage(page);
  await setup.start();
  await setup.button('Add a route').click();
  const form = page.getByRole('dialog', { name: 'Add a route' });
  await form.getByLabel('Name').fill('Exchange');
  await form.getByLabel('Domains').fill('office.example');
  await form.getByLabel('Server').fill('mx.trusted.example');
  await form.getByLabel('Port').fill(String(lab.deliveryPort));
  await take('route');
  await form.getByRole('button', { name: 'Add route' }).click();
  await setup.button('Validate').click();
  const routes = new RoutesPage(page);
  await routes.test('anna@office.example');
  await routes.result('Exchange').getByText('Strict - Trusted Enforced').waitFor();
  await take('validate');
  await routes.next.click();
  await setup.button('Add External Domains').click();
  const adding = new AddDomainsDialog(page);
  const lines = 'trusted.example\nhttps://expired.example/\nbob@self-signed.example\ntrusted.example\nco.uk';
  await adding.box.fill(lines);
  await take('add-domains');
  await adding.press('Continue');
  await adding.list.waitFor();
  await take('add-domains-errors');
  await adding.remove('trusted.example').last().click();
  await adding.remove('co.uk').click();
  await adding.press('Test these domains');
  await adding.button('Test again').waitFor();
  await take('add-domains-tested');
  await adding.press('Use the strictest mode that works');
  await adding.press('Add');
  await adding.dialog.waitFor({ state: 'hidden' });
  await setup.button('Next').click();
  await setup.summary.waitFor();
  await take('setup-finish');
  await setup.button('Finish').click();
  await routes.open();
  await take('routes');
}

async function takeCertificate({ page, take }: Camera): Promise<void> {
  const certificate = new CertificatePage(page);
  await certificate.open();
  await certificate.startMaking();
  await certificate.press('Make it');
  await certificate.dialog.waitFor({ state: 'hidden' });
  await take('certificate');
}

async function takeSettings({ page, take }: Camera): Promise<void> {
  const settings = new SettingsPage(page);
  await settings.open();
  await take('settings');
  await settings.useSmartHost({ server: 'mx.trusted.example', user: 'office', mode: 'Strict - Trusted Enforced' });
  await takeFrom('Sending', 'settings-sending');
  await settings.discard.click();
  await takeFrom('Retry schedule', 'settings-retries');
  const users = new UsersSection(page);
  await users.add.click();
  await users.name.fill('till-1');
  await take('smtp-user');
  await page.keyboard.press('Escape');
  await users.dialog.waitFor({ state: 'hidden' });
  const backup = new BackupSection(page);
  await backup.backUp();
  await takeFrom('Backup', 'settings-backup');

  /** With the section at the top. */
  async function takeFrom(title: string, name: string): Promise<void> {
    const section = page.getByRole('region', { name: title, exact: true });
    await section.evaluate((element) => element.scrollIntoView({ block: 'start' }));
    await take(name);
  }
}

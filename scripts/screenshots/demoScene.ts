import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import { DomainPage } from '../../tests/e2e/pages/DomainPage.ts';
import { DomainsPage } from '../../tests/e2e/pages/DomainsPage.ts';
import { LogPage } from '../../tests/e2e/pages/LogPage.ts';
import { OverviewPage } from '../../tests/e2e/pages/OverviewPage.ts';
import { PauseControl } from '../../tests/e2e/pages/PauseControl.ts';
import { QueuePage } from '../../tests/e2e/pages/QueuePage.ts';
import { RuleFiles } from '../../tests/e2e/pages/RuleFiles.ts';
import { TestDrawer } from '../../tests/e2e/pages/TestDrawer.ts';
import { inCheckout } from '../checkout.ts';
import { type Camera, openCamera } from './camera.ts';

const readySchema = z.object({ event: z.literal('ready'), web: z.string() });

/** The pages of an office that has been at work for a week: the demo. */
export async function takeDemo(browser: Browser): Promise<void> {
  const demo = spawn(process.execPath, [inCheckout('out', 'main', 'cli.js'), 'demo', '--json', '--stop-with-parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface({ input: demo.stdout }), 'line');
    const { web } = readySchema.parse(JSON.parse(String(line)));
    const camera = await openCamera(browser, web);
    await takeOverview(camera);
    await takeDomains(camera);
    await takeLog(camera);
    await takeQueue(camera);
    await takePause(camera);
    await camera.page.context().close();
  } finally {
    demo.stdin.end();
    await once(demo, 'exit');
  }
}

async function takeOverview({ page, take }: Camera): Promise<void> {
  await page
    .getByText(/needs attention/i)
    .first()
    .waitFor();
  // The demo needs some seconds until every kind of outcome has happened.
  await page.getByTitle(/^1[3-9] messages in the queue$/).waitFor({ timeout: 30_000 });
  await new OverviewPage(page).open();
  await take('overview');
  await page.emulateMedia({ colorScheme: 'dark' });
  await take('overview-dark');
  await page.emulateMedia({ colorScheme: 'light' });
}

async function takeDomains({ page, take }: Camera): Promise<void> {
  const domains = new DomainsPage(page);
  await domains.open();
  await domains.defaultRow.waitFor();
  await page.getByRole('button', { name: 'Test of trusted.example: ' }).waitFor();
  await take('domains');
  await domains.select('expired.example', 'no-starttls.example');
  await take('domains-selected');
  await domains.act('Clear selection');
  await domains.openSettings('expired.example');
  await domains.openAdvanced();
  await take('rule');
  await closeDialog(page);
  const test = new TestDrawer(page);
  await test.open('expired.example');
  await take('verdict');
  await test.certificate('mx.expired.example').disclose();
  await take('verdict-certificate');
  await test.close();
  const files = new RuleFiles(page);
  await files.choose('Import…');
  const text = 'domain,mode,note\ntrusted.example,strict,Our auditors\nlawyer.example,strict,\nshop.example,loose,\n';
  await files.openFile('domains.csv', text);
  await files.preview.waitFor();
  await take('import');
  await closeDialog(page);
  await files.choose('Export…');
  await files.exportAs('Postfix policy table');
  await take('export');
  await closeDialog(page);
  const domain = new DomainPage(page);
  await domain.open('expired.example');
  await domain.entry('The certificate has expired').waitFor();
  await take('domain');
  await domain.back();
}

async function takeLog({ page, take }: Camera): Promise<void> {
  const log = new LogPage(page);
  await log.open();
  await log.row('Processing: Check TLS').waitFor();
  await take('live-log');
  await log.search('certificate');
  await log.matches.first().waitFor();
  await log.openFilters();
  await take('log-filters');
  await page.keyboard.press('Escape');
  await log.search('');
  await log.onlyTlsFailures(true);
  await log.openEntry('The certificate has expired', 'expired.example');
  await take('log-entry');
  await log.closeEntry();
  await log.clearFilters();
}

async function takeQueue({ page, take }: Camera): Promise<void> {
  const queue = new QueuePage(page);
  await queue.open();
  await queue.row('expired.example').waitFor();
  await take('queue');
  await queue.openMessage('expired.example');
  await take('message');
  await closeDialog(page);
  await queue.showByDomain();
  await take('queue-by-domain');
}

async function takePause({ page, take }: Camera): Promise<void> {
  await new OverviewPage(page).open();
  const pause = new PauseControl(page);
  await pause.pause('For 1 hour');
  await take('paused');
  await pause.resume();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

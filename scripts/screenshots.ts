import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium, type Page } from '@playwright/test';
import { z } from 'zod';
import { findChromium } from '../tests/support/findChromium.ts';
import { inCheckout } from './checkout.ts';

/** Takes the pictures of the README and the docs from the running demo: `npm run screenshots`. */
const images = inCheckout('docs', 'images');
const readySchema = z.object({ event: z.literal('ready'), web: z.string() });

async function takeAll(page: Page): Promise<void> {
  await page
    .getByText(/needs attention/i)
    .first()
    .waitFor();
  // The demo needs some seconds until every kind of outcome has happened.
  await page.getByTitle(/^1[3-9] messages in the queue$/).waitFor({ timeout: 30_000 });
  await take(page, 'overview');
  await page.getByRole('link', { name: 'Domains' }).click();
  await page.getByText('All other domains').waitFor();
  await take(page, 'domains');
  await page.getByRole('link', { name: 'Live log' }).click();
  await page.getByText('Processing: Check TLS').first().waitFor();
  await page.getByRole('switch', { name: 'Only TLS failures' }).click();
  await page.getByText('expired.example').first().waitFor();
  await take(page, 'live-log');
  await page.getByText('expired.example').first().click();
  await page.getByRole('dialog').waitFor();
  await take(page, 'log-entry');
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => null));
  await page.screenshot({ path: `${images}/${name}.png`, animations: 'disabled' });
  console.log(`docs/images/${name}.png`);
}

const executablePath = findChromium();
if (executablePath === null) throw new Error('There is no Chromium on this machine.');
mkdirSync(images, { recursive: true });
const demo = spawn(process.execPath, [inCheckout('out', 'main', 'cli.js'), 'demo', '--json', '--stop-with-parent'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const [line] = await once(createInterface(demo.stdout), 'line');
  const { web } = readySchema.parse(JSON.parse(String(line)));
  const page = await browser.newPage({ viewport: { width: 1180, height: 780 } });
  await page.goto(web);
  await takeAll(page);
} finally {
  await browser.close();
  demo.stdin.end();
  await once(demo, 'exit');
}

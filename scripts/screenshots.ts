import { chromium } from '@playwright/test';
import { findChromium } from '../tests/support/findChromium.ts';
import { buildIfStale } from './build.ts';
import { takeDemo } from './screenshots/demoScene.ts';
import { takeOffice } from './screenshots/officeScene.ts';

/**
 * Takes the pictures of the README and the docs from the built app: `npm run screenshots`, or of one scene only:
 * `npm run screenshots -- demo`.
 */
const scenes = { office: takeOffice, demo: takeDemo };
const [only] = process.argv.slice(2);
buildIfStale();
const executablePath = findChromium();
if (executablePath === null) throw new Error('There is no Chromium on this machine.');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const [name, take] of Object.entries(scenes)) if (only === undefined || only === name) await take(browser);
} finally {
  await browser.close();
}

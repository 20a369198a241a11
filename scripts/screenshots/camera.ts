import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { inCheckout } from '../checkout.ts';
import { savePng } from './savePng.ts';

/** Where the README and the guide look for their pictures. */
const images = inCheckout('docs', 'images');

export interface Camera {
  page: Page;
  /** Writes `docs/images/NAME.png`: the whole window, or one part of it. */
  take(name: string, part?: Locator): Promise<void>;
}

/** Opens the user interface at `link` in a window of its own. */
export async function openCamera(browser: Browser, link: string): Promise<Camera> {
  mkdirSync(images, { recursive: true });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(link);
  return {
    page,
    async take(name, part) {
      await dismissNotices(page);
      // A pointer would leave its mark on the row below it.
      await page.mouse.move(0, 0);
      await page.evaluate(() => document.fonts.ready.then(() => null));
      const path = join(images, `${name}.png`);
      const png = await (part ?? page).screenshot({ animations: 'disabled', caret: 'hide' });
      savePng(path, png);
      console.log(`docs/images/${name}.png  ${Math.round(statSync(path).size / 1024)} KB`);
    },
  };
}

/** What was told of an earlier step would lie over the picture of this one. */
async function dismissNotices(page: Page): Promise<void> {
  const notices = page.getByRole('alert').getByRole('button', { name: 'Dismiss' });
  for (let left = await notices.count(); left > 0; left = await notices.count()) {
    // Behind the cover of an open window it takes no click of the mouse.
    await notices.first().dispatchEvent('click');
    await page.waitForFunction(
      (before) => document.querySelectorAll('.mantine-Notification-root').length < before,
      left,
    );
  }
}

import { expect, test } from './fixtures.ts';
import { violations } from './support/axe.ts';
import { addHostileSettings, views } from './support/views.ts';

test.use({ hostile: true });

test('axe finds nothing in any view, in light and in dark', async ({ page, engine, lab }) => {
  test.setTimeout(180_000);
  await addHostileSettings(engine, lab.deliveryPort);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const faults: string[] = [];
  for (const view of views) {
    await view.show(page);
    for (const fault of await violations(page)) faults.push(`${view.name}, light: ${fault}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const fault of await violations(page, 'colours')) faults.push(`${view.name}, dark: ${fault}`);
    await page.emulateMedia({ colorScheme: 'light' });
    if (view.layer) await page.keyboard.press('Escape');
  }
  expect(faults).toEqual([]);
});

import { expect, test } from './fixtures.ts';
import { violations } from './support/axe.ts';
import { addHostileSettings, views } from './support/views.ts';

test.use({ hostile: true });

test('axe finds nothing in any view, in light and in dark', async ({ page, engine, lab, carrier }) => {
  test.setTimeout(240_000);
  await addHostileSettings(engine, lab.deliveryPort);
  // The views are the same in Electron, where axe takes twice the time: once is enough there.
  const [first, second] = carrier === 'chromium' ? (['light', 'dark'] as const) : (['dark', null] as const);
  await page.emulateMedia({ colorScheme: first, reducedMotion: 'reduce' });
  const faults: string[] = [];
  for (const view of views) {
    await view.show(page);
    for (const fault of await violations(page)) faults.push(`${view.name}, ${first}: ${fault}`);
    if (second) {
      await page.emulateMedia({ colorScheme: second });
      for (const fault of await violations(page, 'colours')) faults.push(`${view.name}, ${second}: ${fault}`);
      await page.emulateMedia({ colorScheme: first });
    }
    if (view.layer) await page.keyboard.press('Escape');
  }
  expect(faults).toEqual([]);
});

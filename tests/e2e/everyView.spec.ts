import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { takesFocus, walkWithKeyboard, watchFocus, whereFocusIs } from './support/focusWalk.ts';
import { layoutFaults } from './support/layoutFaults.ts';
import { addHostileSettings, views } from './support/views.ts';

test.use({ hostile: true });

/** The smallest window, and the default one at a zoom of 150 %. */
const sizes = [
  { width: 900, height: 600 },
  { width: 853, height: 533 },
];

const layers = (page: Page) => page.locator('[role="dialog"]:visible, [role="menu"]:visible');
const runningAnimations = (page: Page) =>
  page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);

/** Escape takes it away, and the focus goes back to what opened it; else says what is wrong. */
async function leave(page: Page): Promise<string[]> {
  await page.keyboard.press('Escape');
  await expect(layers(page), 'Escape closes it').toHaveCount(0);
  await expect
    .poll(() => whereFocusIs(page), { timeout: 3000 })
    .toBe('opener')
    .catch(() => undefined);
  const place = await whereFocusIs(page);
  return place === 'opener' ? [] : [`the focus is not back on what opened it, but here: ${place}`];
}

for (const size of sizes) {
  test(`nothing is cut, overlaps or moves in any view at ${size.width}×${size.height}`, async ({
    page,
    engine,
    lab,
  }) => {
    test.setTimeout(180_000);
    await addHostileSettings(engine, lab.deliveryPort);
    await page.setViewportSize(size);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await watchFocus(page);
    const faults: string[] = [];
    for (const view of views) {
      await view.show(page);
      for (const fault of await layoutFaults(page)) faults.push(`${view.name}: ${fault}`);
      if ((await runningAnimations(page)) > 0) faults.push(`${view.name}: something moves.`);
      if (view.layer) for (const fault of await leave(page)) faults.push(`${view.name}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });
}

test('the check of the layout finds what is cut, what overlaps and what is outside', async ({ page }) => {
  const find = async (style: string, inner: string) => {
    await page.evaluate(
      ([css, html]) => {
        document.body.innerHTML = `<div data-css="position:relative;width:300px;height:60px;${css}">${html}</div>`;
        // The page's policy takes no style attributes.
        for (const element of document.querySelectorAll<HTMLElement>('[data-css]')) {
          element.style.cssText = element.dataset.css ?? '';
        }
      },
      [style, inner] as const,
    );
    return layoutFaults(page);
  };
  const text = 'A sentence that is longer than its room';
  expect(await find('', text)).toEqual([]);
  expect(await find('overflow:hidden;white-space:nowrap;width:60px', text)).toEqual([`"${text}" is cut on its right.`]);
  expect(await find('overflow:hidden;width:90px;height:20px', text)).toEqual([`"${text}" is cut in its height.`]);
  const told = `<span title="${text}" data-css="display:block;overflow:hidden;text-overflow:ellipsis">${text}</span>`;
  expect(await find('white-space:nowrap;width:60px', told)).toEqual([]);
  const over = '<p>One text</p><button type="button" data-css="position:absolute;top:10px;left:10px">Press</button>';
  expect(await find('', over)).toContain('"One text" and "Press" overlap.');
  expect(await find('', '<button type="button" data-css="position:absolute;left:-20px">Press</button>')).toContain(
    'The control "Press" leaves the window.',
  );
  expect(await find('width:200vw', text)).toEqual(['The page is wider than the window.']);
  expect(await find('height:200vh', text)).toEqual(['The page is taller than the window.']);
});

test('the keyboard reaches all of every view, its focus is seen, and dialogs take, keep and return it', async ({
  page,
  engine,
  lab,
}) => {
  test.setTimeout(180_000);
  await addHostileSettings(engine, lab.deliveryPort);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await watchFocus(page);
  const faults: string[] = [];
  for (const view of views) {
    await view.show(page);
    if (view.layer && !(await takesFocus(page))) faults.push(`${view.name}: it does not take the focus`);
    for (const fault of await walkWithKeyboard(page)) faults.push(`${view.name}: ${fault}`);
    if (view.layer) for (const fault of await leave(page)) faults.push(`${view.name}: ${fault}`);
  }
  expect(faults).toEqual([]);
});

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { layoutFaults } from './support/layoutFaults.ts';
import { addHostileSettings, type View, views } from './support/views.ts';

test.use({ hostile: true });

/** The smallest window, and the default one at a zoom of 150 %. */
const sizes = [
  { width: 900, height: 600 },
  { width: 853, height: 533 },
];

const layers = (page: Page) => page.locator('[role="dialog"]:visible, [role="menu"]:visible');
const runningAnimations = (page: Page) =>
  page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);

/** Escape takes it away, and the focus goes to a control of the page. */
async function leave(page: Page, view: View): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(layers(page), `${view.name}: Escape closes it`).toHaveCount(0);
  const focused = () => page.evaluate(() => document.activeElement !== document.body);
  await expect.poll(focused, `${view.name}: the focus is back on the page`).toBe(true);
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
    const faults: string[] = [];
    for (const view of views) {
      await view.show(page);
      for (const fault of await layoutFaults(page)) faults.push(`${view.name}: ${fault}`);
      if ((await runningAnimations(page)) > 0) faults.push(`${view.name}: something moves.`);
      if (view.layer) await leave(page, view);
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

/** Walks with Tab; returns the controls that look the same with the focus as without it. */
async function unseenFocus(page: Page, most: number): Promise<{ unseen: string[]; walked: number; left: boolean }> {
  await page.evaluate(() => {
    const look = (element: Element) =>
      [element, element.parentElement, element.previousElementSibling, element.nextElementSibling]
        .map((one) => {
          if (!one) return '';
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } =
            getComputedStyle(one);
          return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor].join();
        })
        .join('|');
    const state = { last: null as { element: Element; focused: string } | null, unseen: [] as string[] };
    Object.assign(window, {
      stepOfFocus: () => {
        const { last } = state;
        if (
          last?.element.isConnected &&
          document.activeElement !== last.element &&
          look(last.element) === last.focused
        ) {
          state.unseen.push(last.element.outerHTML.slice(0, 120));
        }
        const element = document.activeElement;
        const isControl = element !== null && element !== document.body;
        state.last = isControl ? { element, focused: look(element) } : null;
        const layer = [...document.querySelectorAll('[role="dialog"], [role="menu"]')]
          .filter((one) => one.getBoundingClientRect().width > 0)
          .at(-1);
        return { unseen: state.unseen, left: layer !== undefined && isControl && !layer.contains(element), isControl };
      },
    });
  });
  let walked = 0;
  let left = false;
  let unseen: string[] = [];
  for (let step = 0; step < most; step++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate<{ unseen: string[]; left: boolean; isControl: boolean }>('stepOfFocus()');
    unseen = now.unseen;
    left ||= now.left;
    if (now.isControl) walked += 1;
    else break;
  }
  return { unseen, walked, left };
}

test('the keyboard reaches every view, its focus is seen, and dialogs keep and return it', async ({
  page,
  engine,
  lab,
}) => {
  test.setTimeout(180_000);
  await addHostileSettings(engine, lab.deliveryPort);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const faults: string[] = [];
  for (const view of views) {
    await view.show(page);
    const { unseen, walked, left } = await unseenFocus(page, view.layer ? 12 : 24);
    for (const element of unseen) faults.push(`${view.name}: the focus is not seen on ${element}`);
    if (view.layer && left) faults.push(`${view.name}: Tab leaves it`);
    if (walked === 0 && !view.layer) faults.push(`${view.name}: Tab reaches nothing`);
    if (view.layer && (await layers(page).count()) > 0) await leave(page, view);
  }
  expect(faults).toEqual([]);
});

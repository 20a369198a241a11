import { expect, type Page } from '@playwright/test';
import type { EngineHandle } from './engineHandle.ts';
import { hostileDomains, longestDomain } from './hostileFolder.ts';

/** Something the window can show: a page, or what opens on it. */
export interface View {
  name: string;
  /** From any place without a layer on top. */
  show(page: Page): Promise<void>;
  /** Lies on top of its page, and Escape takes it away. */
  layer?: true;
}

/** What a folder of the engine cannot hold before its start: settings, routes, users, filters. */
export async function addHostileSettings(engine: EngineHandle, deliveryPort: number): Promise<void> {
  const [, arabic = longestDomain, hebrew = longestDomain] = hostileDomains;
  await engine.call('settings.save', { acceptedDomains: ['office.example', longestDomain, arabic, hebrew] });
  const names = ['x'.repeat(200), 'خادم البريد الرئيسي في مكتب القاهرة - الطابق الثالث', 'Exchange'];
  const hosts = [longestDomain, 'mx.no-starttls.example', 'mx.self-signed.example'];
  for (const [index, name] of names.entries()) {
    const domains = index === 0 ? ['office.example', longestDomain, arabic, hebrew] : ['office.example'];
    await engine.call('routes.save', { name, domains, host: hosts[index] ?? longestDomain, port: deliveryPort });
  }
  await engine.call('users.save', { username: 'u'.repeat(64), password: 'correct horse 7', note: 'n'.repeat(190) });
  await engine.call('filters.save', { name: 'f'.repeat(60), filter: { domain: longestDomain } });
  await engine.call('filters.save', {
    name: 'رسائل لم تصل إلى العملاء هذا الأسبوع',
    filter: { onlyTlsFailures: true },
  });
  await engine.call('backup.create', {});
}

/** Ends when the page that `hash` names has taken the place of the last one, and has its title. */
async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(async (to) => {
    if (window.location.hash === to) return;
    const changed = new Promise((resolve) => window.addEventListener('hashchange', resolve, { once: true }));
    window.location.hash = to;
    await changed;
  }, hash);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

const dialog = (page: Page) => page.getByRole('dialog').last();

/** A dialog is there, and the keyboard is in it: that comes a moment later. */
async function hasOpened(page: Page): Promise<void> {
  await expect(dialog(page)).toBeVisible();
  const isInside = () => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') instanceof Element);
  await expect.poll(isInside, 'the dialog takes the focus').toBe(true);
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  const exact = typeof name === 'string';
  await page.getByRole('main').getByRole('button', { name, exact }).first().click();
}

async function pickFromMenu(page: Page, button: string | RegExp, item: string | RegExp): Promise<void> {
  await press(page, button);
  await page.getByRole('menuitem', { name: item }).click();
  await hasOpened(page);
}

function pageView(name: string, hash: string, ready?: (page: Page) => Promise<void>): View {
  return {
    name,
    async show(page) {
      await go(page, hash);
      await ready?.(page);
    },
  };
}

/** `open` begins on the page and ends when what it opened is there. */
function layerView(name: string, hash: string, open: (page: Page) => Promise<void>): View {
  return {
    name,
    layer: true,
    async show(page) {
      await go(page, hash);
      await open(page);
    },
  };
}

/** A dialog or drawer behind one button. */
function dialogView(name: string, hash: string, button: string | RegExp): View {
  return layerView(name, hash, async (page) => {
    await press(page, button);
    await hasOpened(page);
  });
}

function menuView(name: string, hash: string, button: string | RegExp): View {
  return layerView(name, hash, async (page) => {
    await press(page, button);
    await expect(page.getByRole('menuitem').first()).toBeVisible();
  });
}

const rows = (page: Page) => page.locator('main [role="row"][data-index]');
const hasRows = (page: Page) => expect(rows(page).first()).toBeVisible();
const selectFirst = (page: Page) => page.locator('main [role="row"][data-index] input[type=checkbox]').first().check();

async function showDomain(page: Page, id: string): Promise<void> {
  await go(page, `#/domain?rule=${id}`);
  await expect(page.getByRole('region', { name: /^Recent log/ })).toBeVisible();
}

async function deleteRoutes(page: Page): Promise<void> {
  await go(page, '#/routes');
  const list = page.getByRole('list', { name: 'Internal server routes' }).getByRole('listitem');
  await expect(list.first()).toBeVisible();
  for (let left = await list.count(); left > 0; left--) {
    await list
      .first()
      .getByRole('button', { name: /^Delete/ })
      .click();
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await expect(list).toHaveCount(left - 1);
  }
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

async function paste(page: Page): Promise<void> {
  await press(page, 'Add External Domains');
  const lines = [
    longestDomain,
    'self-signed.example',
    'מייל.example',
    'no domain at all',
    'co.uk',
    'a.example',
    'a.example',
  ];
  await dialog(page).getByRole('textbox', { name: 'External domains' }).fill(lines.join('\n'));
}

export const views: readonly View[] = [
  pageView('overview', '#/overview', async (page) => {
    await expect(page.getByRole('region', { name: 'Needs attention' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Mail over time' })).toBeVisible();
  }),
  layerView('overview, pause menu', '#/overview', async (page) => {
    await page.getByRole('button', { name: 'Pause deliveries' }).click();
    await expect(page.getByRole('menuitem').first()).toBeVisible();
  }),

  pageView('domains', '#/domains', hasRows),
  pageView('domains, nothing found', '#/domains', async (page) => {
    await page.getByRole('searchbox').fill(`nothing-${'x'.repeat(200)}`);
    await expect(rows(page)).toHaveCount(0);
  }),
  pageView('domains, selected', '#/domains', async (page) => {
    await page.getByRole('searchbox').fill('');
    await hasRows(page);
    await selectFirst(page);
    await expect(page.getByRole('toolbar', { name: 'Selected domains' })).toBeVisible();
  }),
  layerView('domains, selected, mode', '#/domains', async (page) => {
    await page.getByRole('toolbar', { name: 'Selected domains' }).getByRole('button', { name: 'Mode' }).click();
    await expect(page.getByRole('menuitem').first()).toBeVisible();
  }),
  pageView('domains, cleared', '#/domains', (page) => press(page, 'Clear selection')),
  menuView('domains, more', '#/domains', 'More'),
  layerView('domains, add', '#/domains', async (page) => {
    await press(page, 'Add domain');
    await dialog(page).getByRole('button', { name: 'Advanced' }).click();
    await dialog(page).getByRole('radio', { name: 'Pinned key' }).check();
  }),
  layerView('domains, change', '#/domains', async (page) => {
    await press(page, /^Change settings of/);
    await expect(dialog(page).getByRole('button', { name: 'Save' })).toBeVisible();
  }),
  layerView('domains, delete', '#/domains', async (page) => {
    await press(page, `Delete ${longestDomain}`);
    await expect(dialog(page)).toBeVisible();
  }),
  layerView('domains, test', '#/domains', async (page) => {
    await press(page, /^Test of w/);
    await expect(dialog(page)).toBeVisible();
  }),
  layerView('domains, add several', '#/domains', paste),
  layerView('domains, add several, read', '#/domains', async (page) => {
    await paste(page);
    await dialog(page).getByRole('button', { name: 'Continue' }).click();
    await expect(dialog(page).getByRole('grid')).toBeVisible();
  }),
  layerView('domains, import', '#/domains', (page) => pickFromMenu(page, 'More', 'Import…')),
  layerView('domains, import, read', '#/domains', async (page) => {
    await pickFromMenu(page, 'More', 'Import…');
    const text = `domain,mode,note\n${longestDomain},relaxed,${'y'.repeat(300)}\nמייל.example,strict,\nnot a domain,strict,\n`;
    const file = { name: `${'long-name-'.repeat(20)}.csv`, mimeType: 'text/csv', buffer: Buffer.from(text) };
    await dialog(page).locator('input[type="file"]').setInputFiles(file);
    await expect(dialog(page).getByRole('grid')).toBeVisible();
  }),
  layerView('domains, export', '#/domains', async (page) => {
    await pickFromMenu(page, 'More', 'Export…');
    await expect(page.getByLabel('What is exported')).toContainText('example');
  }),

  { name: 'domain, longest', show: (page) => showDomain(page, 'rule-0') },
  { name: 'domain, right to left', show: (page) => showDomain(page, 'rule-1') },
  { name: 'domain, wildcard', show: (page) => showDomain(page, 'rule-9') },
  pageView('domain, unknown', '#/domain?rule=nothing'),

  pageView('routes', '#/routes', async (page) => {
    await expect(page.getByRole('list', { name: 'Internal server routes' })).toBeVisible();
  }),
  dialogView('routes, add', '#/routes', 'Add route'),
  layerView('routes, validate', '#/routes', async (page) => {
    await press(page, 'Validate');
    await dialog(page).getByLabel('Internal email address').fill('boss@office.example');
    await dialog(page).getByRole('button', { name: 'Test', exact: true }).click();
    await expect(dialog(page).getByText('TLS Not Supported').first()).toBeVisible();
  }),

  pageView('certificate', '#/certificate', async (page) => {
    await expect(page.getByRole('region', { name: 'Certificate in use' })).toBeVisible();
  }),
  dialogView('certificate, make', '#/certificate', 'Make a new one'),
  dialogView('certificate, request', '#/certificate', 'Request one'),
  dialogView('certificate, import', '#/certificate', 'Import'),

  pageView('log', '#/log', hasRows),
  layerView('log, entry', '#/log', async (page) => {
    await rows(page).nth(1).click();
    await expect(dialog(page).getByRole('region', { name: 'This message' })).toBeVisible();
  }),
  dialogView('log, filters', '#/log', /^Filters/),
  menuView('log, time', '#/log', 'Any time'),
  menuView('log, saved', '#/log', 'Saved'),
  layerView('log, your filters', '#/log', (page) => pickFromMenu(page, 'Saved', 'Rename or delete…')),
  menuView('log, more', '#/log', 'More'),
  layerView('log, keys', '#/log', (page) => pickFromMenu(page, 'More', /^Keyboard/)),
  layerView('log, export', '#/log', (page) => pickFromMenu(page, 'More', /^Export/)),
  pageView('log, filtered', `#/log?domain=${longestDomain}&tls=1`, async (page) => {
    await expect(page.getByRole('list', { name: 'Filters in use' })).toBeVisible();
  }),
  pageView('log, nothing found', `#/log?domain=${'no'.repeat(30)}.example`, async (page) => {
    await expect(rows(page)).toHaveCount(0);
  }),

  pageView('log, cleared', '#/log', (page) => press(page, 'Clear filters')),

  pageView('queue', '#/queue', hasRows),
  layerView('queue, message', '#/queue', async (page) => {
    await rows(page).first().locator('.strong').first().click();
    await expect(dialog(page)).toBeVisible();
  }),
  pageView('queue, selected', '#/queue', async (page) => {
    await page.getByRole('checkbox', { name: 'Select all messages shown' }).check();
  }),
  layerView('queue, delete', '#/queue', async (page) => {
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete…' }).click();
    await expect(dialog(page)).toBeVisible();
  }),
  pageView('queue, by domain', '#/queue?view=domains', async (page) => {
    await hasRows(page);
    await page
      .getByRole('button', { name: /^Messages to/ })
      .first()
      .click();
  }),
  menuView('queue, by domain, more', '#/queue?view=domains', /^More for/),

  pageView('settings', '#/settings', async (page) => {
    await expect(page.getByLabel('Host name', { exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add user' })).toBeEnabled();
  }),
  dialogView('settings, add user', '#/settings', 'Add user'),
  layerView('settings, restore', '#/settings', async (page) => {
    await page.getByRole('list', { name: 'Backups' }).getByRole('button').first().click();
    await expect(dialog(page)).toBeVisible();
  }),
  pageView('settings, changed', '#/settings', async (page) => {
    await page.getByLabel('Through a smart host').check();
    await page.getByLabel('Server', { exact: true }).fill(longestDomain);
    await page.getByLabel('Waits between tries', { exact: true }).fill('soon');
    await expect(page.getByRole('region', { name: 'Unsaved changes' })).toBeVisible();
  }),
  layerView('settings, left', '#/settings', async (page) => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Routes' }).click();
    await expect(dialog(page)).toBeVisible();
  }),
  pageView('settings, discarded', '#/settings', (page) => press(page, 'Discard')),

  pageView('about', '#/about'),
  pageView('setup, routes', '#/setup?step=routes'),
  {
    name: 'setup, domains',
    // Routes that are not validated hold up the other steps.
    async show(page) {
      await deleteRoutes(page);
      await go(page, '#/setup?step=domains&inbound=no');
      await expect(page.getByRole('heading', { name: 'External domains' })).toBeVisible();
      await hasRows(page);
    },
  },
  pageView('setup, finish', '#/setup?step=finish&inbound=no', async (page) => {
    await expect(page.getByRole('heading', { name: 'What is enforced now' })).toBeVisible();
  }),
];

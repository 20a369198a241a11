import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { AboutPage } from './pages/AboutPage.ts';
import { AddDomainsDialog } from './pages/AddDomainsDialog.ts';
import { BackupSection } from './pages/BackupSection.ts';
import { CertificatePage } from './pages/CertificatePage.ts';
import { DomainPage } from './pages/DomainPage.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { LogPage } from './pages/LogPage.ts';
import { OverviewPage } from './pages/OverviewPage.ts';
import { PauseControl } from './pages/PauseControl.ts';
import { QueuePage } from './pages/QueuePage.ts';
import { RuleFiles } from './pages/RuleFiles.ts';
import { SettingsPage } from './pages/SettingsPage.ts';
import { SetupPage } from './pages/SetupPage.ts';
import { TestDrawer } from './pages/TestDrawer.ts';
import { UsersSection } from './pages/UsersSection.ts';
import { handOver } from './support/mail.ts';

/** The smallest window, and the default one at a zoom of 150 %. */
const sizes = [
  { width: 900, height: 600 },
  { width: 853, height: 533 },
];

const longDomain = 'department-of-things.with-a-very-long-name.of-an-organisation-with-a-long-name.example';

/** Texts that have no room and cannot be read in full as a tooltip either; and a page that is wider than its window. */
function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = [];
    if (document.documentElement.scrollWidth > window.innerWidth) cut.push('The page is wider than the window.');
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      const style = getComputedStyle(element);
      const isHidden = element.closest('.visuallyHidden') !== null || style.visibility === 'hidden';
      // What scrolls, from the keyboard too, can be read.
      const scrolls = style.overflow === 'auto' && element.tabIndex === 0;
      if (!hasText || isHidden || scrolls || style.overflow === 'visible' || element.closest('[title]')) continue;
      const isCut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 3;
      if (isCut && element.clientWidth > 0) cut.push(element.textContent ?? '');
    }
    return cut;
  });
}

/** Names of controls of which a part lies outside the window, sideways. */
function controlsOutside(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main :is(button, a, input, select)')]
      .filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 0 && (left < 0 || right > window.innerWidth);
      })
      .map((element) => element.getAttribute('aria-label') ?? element.textContent ?? element.tagName),
  );
}

for (const size of sizes) {
  test(`nothing is cut at ${size.width}×${size.height}, long names included`, async ({ page, engine }) => {
    await page.setViewportSize(size);
    const overview = new OverviewPage(page);
    await overview.open();
    await expect(overview.firstSteps).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);

    await engine.call('rules.save', { pattern: longDomain, mode: 'strict', note: `A note about ${longDomain}` });
    await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
    await engine.call('rules.save', { pattern: 'münchen.example', mode: 'relaxed', direction: 'inbound' });
    await handOver(engine, `somebody.with.a.long.name@${longDomain}`);
    await handOver(engine, 'bob@self-signed.example');
    await handOver(engine, 'bob@servfail.example');
    await expect(overview.attention('self-signed.example')).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);

    const domains = new DomainsPage(page);
    await domains.open();
    await expect(domains.row('münchen.example')).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await domains.openSettings(longDomain);
    await domains.openAdvanced();
    expect(await cutTexts(page)).toEqual([]);
    await expect(domains.form.getByRole('button', { name: 'Save' })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    await expect(domains.form).toBeHidden();

    await domains.select('münchen.example');
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await domains.act('Clear selection');
    const domain = new DomainPage(page);
    for (const pattern of [longDomain, 'self-signed.example']) {
      await domain.open(pattern);
      await expect(domain.entry('Accepted for delivery')).toBeVisible();
      expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    }
    await domain.back();

    const drawer = new TestDrawer(page);
    await drawer.open('self-signed.example');
    await drawer.certificate('mx.self-signed.example').disclose();
    expect(await cutTexts(page)).toEqual([]);
    await drawer.close();

    const certificate = new CertificatePage(page);
    await certificate.open();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await certificate.startMaking();
    expect(await cutTexts(page)).toEqual([]);
    await expect(certificate.dialog.getByRole('button', { name: 'Make it' })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    await expect(certificate.dialog).toBeHidden();

    const log = new LogPage(page);
    await log.open();
    await expect(log.row('The certificate is not trusted', 'bob@self-signed.example')).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await log.openEntry('The certificate is not trusted', 'bob@self-signed.example');
    expect(await cutTexts(page)).toEqual([]);
    await log.closeEntry();
    await log.search(longDomain);
    await log.onlyTlsFailures(true);
    await expect(log.chip(longDomain)).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await log.openFilters();
    await log.filters.getByRole('combobox', { name: 'Direction' }).scrollIntoViewIfNeeded();
    await expect(log.filters.getByRole('combobox', { name: 'Direction' })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    await log.clearFilters();

    const queue = new QueuePage(page);
    await queue.open();
    await expect(queue.row('bob@self-signed.example')).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await queue.selectAll();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await queue.act('Hold');
    await expect(queue.row('bob@self-signed.example')).toContainText('On hold');
    await queue.openMessage('bob@self-signed.example');
    await expect(page.getByRole('link', { name: 'Put on hold' })).toBeVisible();
    expect(await cutTexts(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await queue.showByDomain();
    await queue.toggleDomain('self-signed.example');
    await expect(queue.domains.getByText('bob@self-signed.example')).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);

    await engine.call('users.save', { username: 'till-7', password: 'correct horse 7', note: `In ${longDomain}` });
    await engine.call('backup.create', {});
    const users = new UsersSection(page);
    await users.open();
    await expect(users.row('till-7')).toBeVisible();
    await expect(new BackupSection(page).backups).toHaveCount(1);
    await users.add.click();
    expect(await cutTexts(page)).toEqual([]);
    await expect(users.dialog.getByRole('button', { name: 'Add user' })).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    await expect(users.dialog).toBeHidden();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);

    const settings = new SettingsPage(page);
    await settings.open();
    await settings.useSmartHost({ server: longDomain, user: `office@${longDomain}`, mode: 'Opportunistic' });
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await expect(settings.save).toBeInViewport({ ratio: 1 });
    await settings.discard.click();
    await expect(settings.saveBar).toBeHidden();

    const about = new AboutPage(page);
    await about.open();
    await new PauseControl(page).pause('For 4 hours');
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    // The whole navigation, without scrolling.
    await expect(page.getByRole('link', { name: 'Sealpost', exact: true })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('link', { name: /^Version/ })).toBeInViewport({ ratio: 1 });
  });
}

for (const size of sizes) {
  test(`nothing is cut where many domains are added, imported and exported, at ${size.width}×${size.height}`, async ({
    page,
    engine,
    lab,
  }) => {
    await page.setViewportSize(size);
    const port = lab.deliveryPort;
    await engine.call('routes.save', { name: longDomain, domains: ['office.example'], host: longDomain, port });
    await engine.call('rules.save', { pattern: longDomain, mode: 'strict' });
    await new OverviewPage(page).open();
    const setup = new SetupPage(page);
    await setup.start();
    await expect(setup.routes).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    const { routes } = await engine.call('routes.list', {});
    await engine.call('routes.remove', { ids: routes.map(({ id }) => id) });

    const domains = new DomainsPage(page);
    await domains.open();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    const files = new RuleFiles(page);
    await files.choose('Set Up Your TLS Policies');
    await page.getByRole('checkbox', { name: 'No mail from outside' }).check();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await setup.button('Next').click();
    await expect(setup.domains).toHaveCount(1);
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);
    await setup.button('Next').click();
    await expect(setup.summary).toBeVisible();
    expect([await cutTexts(page), await controlsOutside(page)]).toEqual([[], []]);

    await domains.open();
    await page.getByRole('button', { name: 'Add several…' }).click();
    const adding = new AddDomainsDialog(page);
    await expect(adding.button('Continue')).toBeInViewport({ ratio: 1 });
    await adding.paste(`https://www.${longDomain}/\nself-signed.example\nbusy.example\nمثال.example\n${longDomain}`);
    await adding.press('Test these domains');
    await expect(adding.button('Test again')).toBeVisible();
    expect(await cutTexts(page)).toEqual([]);
    await expect(adding.button('Add')).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');

    await files.choose('Import…');
    await files.openFile('x.csv', `domain,mode,note\n${longDomain},relaxed,${longDomain}\nnot a domain,strict,\n`);
    await expect(files.importButton()).toBeInViewport({ ratio: 1 });
    expect(await cutTexts(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await files.choose('Export…');
    await expect(files.exportDialog.getByRole('button', { name: 'Save' })).toBeInViewport({ ratio: 1 });
    expect(await cutTexts(page)).toEqual([]);
  });
}

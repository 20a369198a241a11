import { expect, test } from './fixtures.ts';
import { DomainPage } from './pages/DomainPage.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { handOver } from './support/mail.ts';

test("a domain's page tells of its rule, its servers, its mail and its queue", async ({ page, engine, lab }) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict', note: 'Our auditor' });
  await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
  const domain = new DomainPage(page);
  await domain.open('expired.example');
  await expect(domain.panel('The rule')).toContainText('Our auditor');
  await expect(domain.panel('Test of its mail servers')).toContainText('mx.expired.example');
  await expect(domain.panel('Test of its mail servers')).toContainText('The certificate has expired.');
  await expect(domain.panel('Queue')).toContainText('No message waits.');

  // Mail that comes in while the page is open is seen without doing anything.
  await handOver(engine, 'bob@expired.example');
  await handOver(engine, 'bob@trusted.example');
  await expect(domain.entry('The certificate has expired')).toBeVisible();
  await expect(domain.panel('Recent log')).not.toContainText('trusted.example');
  await expect(domain.panel('Queue')).toContainText('1 message');
  await expect(domain.panel('Queue')).toContainText('bob@expired.example');
  await domain.entry('The certificate has expired').click();
  await expect(page.getByRole('dialog')).toContainText('What to do');
  await page.keyboard.press('Escape');

  const queue = domain.panel('Queue');
  await queue.getByRole('button', { name: 'Hold all' }).click();
  await expect(queue).toContainText('On hold');
  await queue.getByRole('button', { name: 'Release all' }).click();
  await expect(queue.getByRole('button', { name: 'Hold all' })).toBeVisible();
  lab.doubles.expired.behaviour.tls = await lab.ca.issue({ names: ['mx.expired.example'] });
  await queue.getByRole('button', { name: 'Retry all' }).click();
  await expect(domain.entry('Delivered over verified TLS')).toBeVisible();
  await expect(queue).toContainText('No message waits.');
  const chart = domain.panel('Deliveries');
  await expect(chart).toContainText('1 delivered, 1 TLS failure.');
  await expect(chart.getByRole('table', { name: 'Tries in the last 24 hours' })).toContainText('Delivered');
  await chart.getByText('Week').click();
  await expect(chart.getByRole('table', { name: 'Tries in the last 7 days' })).toContainText('Delivered');
  await expect(chart).toContainText('1 delivered, 1 TLS failure.');

  const place = page.url();
  await page.reload();
  await domain.expectShown('expired.example');
  expect(page.url()).toBe(place);
  await expect(domain.entry('Delivered over verified TLS')).toBeVisible();
});

test('back in the list, the focus is on the domain that was looked at', async ({ page, engine }) => {
  await engine.call('rules.saveMany', {
    rules: Array.from({ length: 300 }, (_, index) => ({ pattern: `*.d${1000 + index}.example`, mode: 'watch' })),
  });
  const domains = new DomainsPage(page);
  const domain = new DomainPage(page);
  await domains.open();
  await domains.rows.first().focus();
  await page.keyboard.press('End');
  await expect(domains.row('*.d1299.example')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await domain.expectShown('*.d1298.example');
  await domain.back();
  await expect(domains.row('*.d1298.example')).toBeFocused();
  await expect(domains.row('*.d1298.example')).toBeInViewport();
});

test("a rule is changed, switched off, deleted and brought back from its domain's page", async ({ page, engine }) => {
  const { rule } = await engine.call('rules.save', { pattern: 'bücher.example', mode: 'watch' });
  const domain = new DomainPage(page);
  const domains = new DomainsPage(page);
  await domain.open('bücher.example');
  await expect(domain.panel('The rule')).toContainText('xn--bcher-kva.example');
  await domain.press('Change');
  await domains.field('Note').fill('Changed here');
  await domains.submit();
  await expect(domain.panel('The rule')).toContainText('Changed here');

  await expect(domain.enabled).toBeChecked();
  await domain.enabled.locator('xpath=ancestor::label').click();
  await expect(domain.enabled).not.toBeChecked();
  await expect(page.getByText('switched off: the rule holds nothing up')).toBeVisible();

  await domain.press('Delete');
  await expect(domains.list).toContainText('No domain has a rule yet');
  await domains.undo();
  await expect(domains.row('bücher.example')).toContainText('Changed here');
  await page.goBack();
  await domain.expectShown('bücher.example');
  expect(page.url()).toContain(rule.id);

  await engine.call('rules.remove', { ids: [rule.id] });
  await expect(page.getByText('There is no such rule')).toBeVisible();
});

test('the page of a wildcard tells which domains below it had mail', async ({ page, engine, lab }) => {
  lab.zone.set('mail.trusted.example', { mx: [{ preference: 10, exchange: 'mx.trusted.example' }] });
  await engine.call('rules.save', { pattern: '*.trusted.example', mode: 'strict' });
  await handOver(engine, 'bob@mail.trusted.example');
  await handOver(engine, 'bob@trusted.example');
  const domain = new DomainPage(page);
  await domain.open('*.trusted.example');
  const names = domain.panel('Domains with mail');
  await expect(names.getByRole('row', { name: /^mail\.trusted\.example 1 0/ })).toBeVisible();
  await expect(names.getByRole('rowheader')).toHaveText(['mail.trusted.example']);
  await expect(domain.entry('Delivered over verified TLS')).toBeVisible();
  await expect(domain.panel('Test of its mail servers')).toContainText('There is no test of a wildcard');
});

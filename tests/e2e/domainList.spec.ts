import { expect, test } from './fixtures.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { handOver } from './support/mail.ts';

test('the search finds what covers a name, and says which rule holds for it', async ({ page, engine }) => {
  for (const pattern of ['*.example.com', '*.sub.example.com', 'bücher.example']) {
    await engine.call('rules.save', { pattern, mode: 'strict' });
  }
  const domains = new DomainsPage(page);
  await domains.open();
  await expect(domains.rows).toHaveCount(3);
  await domains.search('mail.sub.example.com');
  await expect(domains.rows).toHaveCount(2);
  await expect(domains.rows.first()).toContainText('*.sub.example.com');
  await expect(domains.rows.first()).toContainText('covers mail.sub.example.com');
  await expect(domains.rows.last()).not.toContainText('covers');

  await domains.search('bob@other.example.com');
  await expect(domains.row('*.example.com')).toContainText('covers other.example.com');
  await domains.search('bücher');
  await expect(domains.rows).toHaveCount(1);
  await expect(domains.row('bücher.example').getByTitle('bücher.example (xn--bcher-kva.example)')).toBeVisible();
});

test('the list is sorted and picked from, by head and by choice', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict', note: 'A' });
  await engine.call('rules.save', { pattern: 'trusted.example', mode: 'relaxed', note: 'B' });
  await engine.call('rules.save', { pattern: 'annex.example', mode: 'watch', enabled: false });
  await handOver(engine, 'bob@expired.example');
  await handOver(engine, 'bob@trusted.example');
  const domains = new DomainsPage(page);
  await domains.open();
  await expect.poll(() => domains.patterns()).toEqual(['annex.example', 'expired.example', 'trusted.example']);
  await expect(domains.header('Domain')).toHaveAttribute('aria-sort', 'ascending');

  await domains.header('Domain').getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => domains.patterns()).toEqual(['trusted.example', 'expired.example', 'annex.example']);
  await expect(domains.header('Domain')).toHaveAttribute('aria-sort', 'descending');

  await domains.header('Waiting').getByRole('button').click();
  await expect(domains.header('Waiting')).toHaveAttribute('aria-sort', 'descending');
  await expect(domains.header('Domain')).toHaveAttribute('aria-sort', 'none');
  await expect.poll(async () => (await domains.patterns())[0]).toBe('expired.example');
  await domains.sortBy('Note');
  await expect.poll(() => domains.patterns()).toEqual(['expired.example', 'trusted.example', 'annex.example']);

  await expect(domains.row('trusted.example').getByRole('gridcell').nth(4)).toHaveText('1');
  await expect(domains.row('expired.example').getByRole('gridcell').nth(5)).toHaveText('1');
  await domains.show('With messages waiting');
  await expect.poll(() => domains.patterns()).toEqual(['expired.example']);
  await domains.show('Switched off');
  await expect.poll(() => domains.patterns()).toEqual(['annex.example']);
  await domains.show('Pinned key');
  await expect(domains.list).toContainText('No domain is like that');
});

test('many domains are changed, tested and deleted together, and brought back', async ({ page, engine }) => {
  for (const pattern of ['expired.example', 'self-signed.example', 'trusted.example', '*.wild.example']) {
    await engine.call('rules.save', { pattern, mode: 'strict' });
  }
  const domains = new DomainsPage(page);
  const modes = async () => (await engine.call('rules.list', {})).rules.map(({ mode }) => mode);
  await domains.open();
  await expect(domains.rows).toHaveCount(4);
  await domains.select('expired.example', 'self-signed.example');
  await expect(domains.selectionBar).toContainText('2 domains selected');

  await domains.choose('Mode', 'Relaxed Encryption Mode');
  await expect(domains.row('self-signed.example')).toContainText('Relaxed Encryption Mode');
  await expect(page.getByText('2 domains are changed.')).toBeVisible();
  expect((await modes()).filter((mode) => mode === 'relaxed')).toHaveLength(2);
  await domains.undo();
  await expect(domains.row('self-signed.example')).toContainText('Strict - Trusted Enforced');
  expect((await modes()).filter((mode) => mode === 'strict')).toHaveLength(4);

  await domains.choose('Mode', 'Pinned key');
  await expect(page.getByText('has no pin, and a pinned rule needs one. Nothing was changed.')).toBeVisible();
  await domains.choose('Minimum TLS', 'TLS 1.3 or later');
  await expect(domains.row('expired.example')).toContainText('TLS 1.3');
  await domains.act('Disable');
  await expect(domains.enabledSwitch('expired.example')).not.toBeChecked();
  await domains.act('Enable');
  await expect(domains.enabledSwitch('expired.example')).toBeChecked();

  await domains.act('Clear selection');
  await expect(domains.selectionBar).toBeHidden();
  await domains.rows.first().focus();
  await page.keyboard.press('Control+a');
  await expect(domains.selectionBar).toContainText('4 domains selected');
  await domains.act('Test now');
  await expect(page.getByText('3 domains tested: 1 passes, 2 do not. Of 1 there is no test.')).toBeVisible();

  await domains.act('Delete');
  await expect(domains.list).toContainText('No domain has a rule yet');
  await domains.undo();
  await expect(domains.rows).toHaveCount(4);
  await expect(
    domains.row('trusted.example').getByRole('button', { name: /can be sent as the rule asks/ }),
  ).toBeVisible();
});

test('rows are selected from the keyboard, and in ranges with the mouse', async ({ page, engine }) => {
  await engine.call('rules.saveMany', {
    rules: ['a', 'b', 'c', 'd', 'e'].map((letter) => ({ pattern: `*.${letter}.example`, mode: 'watch' })),
  });
  const domains = new DomainsPage(page);
  await domains.open();
  await expect(domains.rows).toHaveCount(5);
  await domains.rows.first().focus();
  await page.keyboard.press(' ');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(domains.selectionBar).toContainText('3 domains selected');
  await expect(domains.rows.nth(2)).toBeFocused();
  await expect(domains.rows.nth(2)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press(' ');
  await expect(domains.selectionBar).toContainText('2 domains selected');

  await domains.act('Clear selection');
  await domains.select('*.b.example');
  await page.getByRole('checkbox', { name: 'Select *.e.example' }).click({ modifiers: ['Shift'] });
  await expect(domains.selectionBar).toContainText('4 domains selected');
  await expect(domains.rows.first()).toHaveAttribute('aria-selected', 'false');
});

test('a test of many domains can be stopped', async ({ page, engine, lab }) => {
  lab.doubles.trusted.behaviour.starttls = { kind: 'break', how: 'silent' };
  await engine.call('rules.saveMany', {
    rules: ['trusted.example', 'expired.example'].map((pattern) => ({ pattern, mode: 'strict' })),
  });
  const domains = new DomainsPage(page);
  await domains.open();
  await domains.select('trusted.example', 'expired.example');
  await domains.act('Test now');
  const test = page.getByRole('toolbar', { name: 'Test of the selected domains' });
  await expect(test).toContainText('Testing 1 of 2');
  await test.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Stopped. 1 domain tested: 1 does not.')).toBeVisible();
  await expect(domains.selectionBar).toContainText('2 domains selected');
});

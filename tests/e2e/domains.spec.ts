import { expect, test } from './fixtures.ts';
import { DomainPage } from './pages/DomainPage.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { handOver } from './support/mail.ts';

test('a domain is added and listed, with all that was chosen for it', async ({ page, engine }) => {
  const domains = new DomainsPage(page);
  await domains.open();
  await expect(domains.list).toContainText('No domain has a rule yet');
  await expect(domains.defaultRow).toBeVisible();

  await domains.startAdding();
  await domains.field('Domain').fill('Bank.Example');
  await domains.chooseMode('Relaxed Encryption Mode');
  await domains.form.getByText('Mail to the domain', { exact: true }).click();
  await domains.field('Note').fill('Contract since March');
  await domains.openAdvanced();
  await domains.field('Minimum TLS version').selectOption({ label: 'TLS 1.3 or later' });
  await domains.field('Give up after (hours)').fill('24');
  await domains.submit();

  const row = domains.row('bank.example');
  await expect(row).toContainText('Relaxed Encryption Mode');
  await expect(row).toContainText('Outbound');
  await expect(row).toContainText('TLS 1.3');
  await expect(domains.form).toBeHidden();
  await expect(page.getByText('bank.example is added.')).toBeVisible();

  const { rules } = await engine.call('rules.list', {});
  expect(rules).toHaveLength(1);
  expect(rules[0]).toMatchObject({
    pattern: 'bank.example',
    mode: 'relaxed',
    direction: 'outbound',
    minVersion: 'TLSv1.3',
    queueLifeHours: 24,
    note: 'Contract since March',
    enabled: true,
  });
});

test('an invalid domain is refused beside its field, and what was typed stays', async ({ page, engine }) => {
  const domains = new DomainsPage(page);
  await domains.open();
  await domains.startAdding();
  await domains.field('Domain').fill('not a domain');
  await domains.field('Note').fill('Typed before');
  await domains.submit();

  const field = domains.field('Domain');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/^"not a domain" is not a valid domain/);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('not a domain');
  await expect(domains.field('Note')).toHaveValue('Typed before');
  expect((await engine.call('rules.list', {})).total).toBe(0);

  await field.fill('bank.example');
  await expect(field).not.toHaveAttribute('aria-invalid', 'true');
  await domains.submit();
  await expect(domains.row('bank.example')).toContainText('Typed before');
});

test('a domain that is listed already is refused', async ({ page }) => {
  const domains = new DomainsPage(page);
  await domains.open();
  await domains.add('bank.example');
  await domains.startAdding();
  await domains.field('Domain').fill('BANK.example');
  await domains.submit();
  await expect(domains.field('Domain')).toHaveAttribute('aria-invalid', 'true');
  await expect(domains.rows).toHaveCount(1);
});

test('a pinned key needs a pin, and a refusal under "Advanced" is brought into sight', async ({ page }) => {
  const domains = new DomainsPage(page);
  await domains.open();
  await domains.startAdding();
  await domains.field('Domain').fill('bank.example');
  await domains.chooseMode('Pinned key');
  await domains.submit();
  await expect(domains.field('Pins')).toHaveAttribute('aria-invalid', 'true');

  await domains.chooseMode('Strict - Trusted Enforced');
  await domains.openAdvanced();
  await domains.field('Ciphers').selectOption({ label: 'Custom' });
  await domains.field('Cipher string').fill('NO-SUCH-CIPHER');
  await domains.form.getByRole('button', { name: 'Advanced' }).click();
  await expect(domains.field('Cipher string')).toBeHidden();
  await domains.submit();
  await expect(domains.field('Cipher string')).toBeVisible();
  await expect(domains.field('Cipher string')).toHaveAttribute('aria-invalid', 'true');
});

test('the settings of a domain are changed and kept', async ({ page, engine }) => {
  const domains = new DomainsPage(page);
  await engine.call('rules.save', { pattern: 'bank.example', mode: 'strict', queueLifeHours: 12 });
  await domains.open();
  await domains.openSettings('bank.example');
  await expect(domains.field('Domain')).toHaveValue('bank.example');
  await expect(domains.field('Give up after (hours)')).toHaveValue('12');
  await domains.chooseMode('Watch only');
  await domains.field('Note').fill('Only to look');
  await domains.submit();
  await expect(domains.row('bank.example')).toContainText('Watch only');

  await domains.openSettings('bank.example');
  await expect(domains.form.getByRole('radio', { name: 'Watch only' })).toBeChecked();
  await expect(domains.field('Note')).toHaveValue('Only to look');
  await domains.form.getByRole('button', { name: 'Cancel' }).click();
  await expect(domains.form).toBeHidden();

  const { rules } = await engine.call('rules.list', {});
  expect(rules).toMatchObject([{ mode: 'watch', note: 'Only to look', queueLifeHours: 12 }]);
});

test('a rule is switched off and on in the list', async ({ page, engine }) => {
  const domains = new DomainsPage(page);
  await engine.call('rules.save', { pattern: 'bank.example', mode: 'strict', note: 'stays' });
  await domains.open();
  await expect(domains.enabledSwitch('bank.example')).toBeChecked();
  await domains.toggle('bank.example');
  await expect
    .poll(async () => (await engine.call('rules.list', {})).rules)
    .toMatchObject([{ enabled: false, note: 'stays' }]);
  await domains.toggle('bank.example');
  await expect.poll(async () => (await engine.call('rules.list', {})).rules).toMatchObject([{ enabled: true }]);
});

test('a domain is deleted at once, and brought back as it was', async ({ page, engine }) => {
  const domains = new DomainsPage(page);
  await engine.call('rules.save', { pattern: 'bank.example', mode: 'strict', note: 'Since March' });
  await engine.call('rules.save', { pattern: 'lawyer.example', mode: 'strict' });
  await domains.open();
  await expect(domains.rows).toHaveCount(2);
  const before = (await engine.call('rules.list', {})).rules.map(({ id, note }) => ({ id, note }));

  await domains.delete('bank.example');
  await expect(domains.row('bank.example')).toBeHidden();
  await expect(page.getByText('bank.example is deleted.')).toBeVisible();
  expect((await engine.call('rules.list', {})).total).toBe(1);

  await domains.undo();
  await expect(domains.row('bank.example')).toContainText('Since March');
  await expect(page.getByText('bank.example is back.')).toBeVisible();
  expect((await engine.call('rules.list', {})).rules.map(({ id, note }) => ({ id, note }))).toEqual(before);

  await domains.delete('lawyer.example');
  await expect(domains.row('lawyer.example')).toBeHidden();
  await engine.call('rules.save', { pattern: 'lawyer.example', mode: 'watch' });
  await page.keyboard.press('Control+z');
  await expect(page.getByText('lawyer.example was changed again since. Nothing was undone.')).toBeVisible();
  await expect(domains.row('lawyer.example')).toContainText('Watch only');
});

test('where mail waits for a domain, it is deleted only after a question', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  await handOver(engine, 'bob@expired.example');
  const domains = new DomainsPage(page);
  await domains.open();
  await expect(
    domains.row('expired.example').getByRole('link', { name: '1 waiting for expired.example: show the queue' }),
  ).toBeVisible();

  await domains.delete('expired.example');
  await expect(domains.question('expired.example')).toContainText('1 message waits for this domain');
  await domains.question('expired.example').getByRole('button', { name: 'Keep it' }).click();
  await expect(domains.question('expired.example')).toBeHidden();
  await expect(domains.row('expired.example')).toBeVisible();

  await domains.delete('expired.example');
  await domains.question('expired.example').getByRole('button', { name: 'Delete' }).click();
  await expect(domains.row('expired.example')).toBeHidden();
  await expect.poll(async () => (await engine.call('queue.list', {})).total).toBe(0);
});

test('the search finds domains and notes as they are typed', async ({ page, engine }) => {
  const domains = new DomainsPage(page);
  await engine.call('rules.save', { pattern: '*.bank.example', mode: 'strict' });
  await engine.call('rules.save', { pattern: 'münchen.example', mode: 'strict' });
  await engine.call('rules.save', { pattern: 'lawyer.example', mode: 'strict' });
  await domains.open();
  await expect(domains.rows).toHaveCount(3);
  await domains.search('bank');
  await expect(domains.rows).toHaveCount(1);
  await expect(domains.row('*.bank.example')).toBeVisible();
  await domains.search('nothing like it');
  await expect(domains.list).toContainText('No domain matches');
  await domains.search('');
  await expect(domains.row('münchen.example')).toBeVisible();
});

test('a domain is added with the keyboard alone', async ({ page }) => {
  const domains = new DomainsPage(page);
  await domains.open();
  await page.getByRole('button', { name: 'Add domain' }).focus();
  await page.keyboard.press('Enter');
  await expect(domains.field('Domain')).toBeFocused();
  await page.keyboard.type('trusted.example');
  await page.keyboard.press('Enter');
  await expect(domains.row('trusted.example')).toContainText('Strict - Trusted Enforced');

  await domains.rows.first().focus();
  await page.keyboard.press('Enter');
  await new DomainPage(page).expectShown('trusted.example');
});

test('a domain is tested before it is saved: what would not pass is told, and can be saved all the same', async ({
  page,
  engine,
}) => {
  const domains = new DomainsPage(page);
  await domains.open();
  await domains.startAdding();
  await domains.field('Domain').fill('expired.example');
  await domains.press();
  await expect(domains.form).toContainText('Mail to this domain would wait');
  await expect(domains.form).toContainText('The certificate has expired.');
  await expect(domains.form.getByRole('alert')).toBeInViewport({ ratio: 1 });
  expect((await engine.call('rules.list', {})).total).toBe(0);

  // A domain that takes no mail at all (RFC 7505): what the other side has to put right is not said of it.
  await domains.field('Domain').fill('null-mx.example');
  await domains.press();
  await expect(domains.form).toContainText('Mail to this domain is returned');
  await expect(domains.form).not.toContainText('would wait');
  await domains.field('Domain').fill('expired.example');

  await domains.chooseMode('Relaxed Encryption Mode');
  await expect(domains.saveAnyway).toBeHidden();
  await domains.press();
  await expect(domains.form).toBeHidden();
  await expect(
    domains.row('expired.example').getByRole('button', { name: /can be sent as the rule asks/ }),
  ).toBeVisible();

  await domains.startAdding();
  await domains.field('Domain').fill('no-starttls.example');
  await domains.press();
  await domains.saveAnyway.click();
  await expect(domains.row('no-starttls.example').getByRole('button', { name: /would wait/ })).toBeVisible();
});

test('the list fits beside its scroll bar, however wide the window is', async ({ page, engine }) => {
  const rules = Array.from({ length: 40 }, (_, place) => ({ pattern: `d${place}.example`, mode: 'strict' as const }));
  await engine.call('rules.saveMany', { rules });
  const domains = new DomainsPage(page);
  await domains.open();
  for (const width of [900, 1041, 1180, 1220, 1221, 1280, 1499, 1500]) {
    await page.setViewportSize({ width, height: 700 });
    const scroller = domains.list.locator('.gridScroller');
    const surplus = () => scroller.evaluate((list) => list.scrollWidth - list.clientWidth);
    await expect.poll(surplus, { message: `at ${width}` }).toBe(0);
  }
});

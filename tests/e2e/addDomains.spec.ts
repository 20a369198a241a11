import { expect, test } from './fixtures.ts';
import { AddDomainsDialog } from './pages/AddDomainsDialog.ts';
import { DomainsPage } from './pages/DomainsPage.ts';

test('a pasted list is read, explained, cleaned from the keyboard, and added', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'listed.example', mode: 'strict' });
  await engine.call('rules.save', { pattern: '*.bank.example', mode: 'strict' });
  const domains = new DomainsPage(page);
  await domains.open();
  await page.getByRole('button', { name: 'Add External Domains' }).click();
  const adding = new AddDomainsDialog(page);
  await adding.paste(
    '\ufeffone.example\r\nBob <bob@two.example>;\tthree.example\r\nhttps://münchen.example/x,mail.bank.example\r\n' +
      'listed.example\r\none.example\r\nnot a domain\r\nco.uk\r\n',
  );
  await expect(adding.rows).toHaveCount(9);
  await expect(adding.row('two.example')).toContainText('Read from "Bob <bob@two.example>"');
  await expect(adding.row('münchen.example')).toContainText('Can be added');
  await expect(adding.row('mail.bank.example')).toContainText('Covered by *.bank.example');
  await expect(adding.row('listed.example')).toContainText('Already Listed');
  await expect(adding.row('not a domain')).toContainText('Invalid Domain');
  await expect(adding.row('co.uk')).toContainText('Public Suffix');
  await expect(adding.button('Add')).toBeDisabled();
  await expect(adding.button('Add')).toHaveAccessibleDescription(/4 lines are in error/);

  // The first of two goes: what was its duplicate is one no longer. The focus goes to what took its place.
  const duplicate = adding.rows.filter({ hasText: 'Duplicate Domain' });
  await expect(duplicate).toHaveCount(1);
  await adding.remove('one.example').first().focus();
  await page.keyboard.press('Enter');
  await expect(duplicate).toHaveCount(0);
  await expect(adding.remove('two.example')).toBeFocused();

  // What is chosen for a line stays when another is changed; the arrows belong to the choice.
  await adding.mode('three.example').focus();
  await adding.mode('three.example').selectOption({ label: 'Relaxed Encryption Mode' });
  await adding.direction('two.example').selectOption({ label: 'Outbound' });
  await adding.press('Remove all in error');
  await expect(adding.rows).toHaveCount(5);
  // All that is left is good: Enter removes none of it.
  await expect(adding.rows.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(adding.rows).toHaveCount(5);
  await expect(adding.mode('three.example')).toHaveValue('relaxed');
  await adding.press('Add');
  await expect(page.getByText('5 domains are added.')).toBeVisible();
  await expect(domains.row('münchen.example')).toBeVisible();
  const { rules } = await engine.call('rules.list', {});
  const found = new Map(rules.map(({ pattern, mode, direction }) => [pattern, `${mode} ${direction}`]));
  expect(found.get('three.example')).toBe('relaxed both');
  expect(found.get('two.example')).toBe('strict outbound');
  expect(found.get('xn--mnchen-3ya.example')).toBe('strict both');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await engine.call('rules.list', {})).total).toBe(2);
});

test('a test before adding finds the strictest mode of each, and says what it does not know', async ({
  page,
  engine,
}) => {
  const domains = new DomainsPage(page);
  await domains.open();
  await page.getByRole('button', { name: 'Add External Domains' }).click();
  const adding = new AddDomainsDialog(page);
  await adding.paste(
    'trusted.example\nself-signed.example\nno-starttls.example\nbusy.example\nnull-mx.example\n*.w.example',
  );
  await adding.press('Test these domains');
  await expect(adding.button('Test again')).toBeVisible();
  await expect(adding.row('trusted.example')).toContainText('Strict works');
  await expect(adding.row('self-signed.example')).toContainText('Relaxed works: The certificate is not trusted');
  await expect(adding.row('no-starttls.example')).toContainText('The server offers no encryption');
  await expect(adding.row('busy.example')).toContainText('Not known');
  await expect(adding.row('null-mx.example')).toContainText('The domain takes no mail');
  await expect(adding.row('*.w.example')).toContainText('A wildcard cannot be tested');
  await expect(adding.dialog).toContainText(
    '1 can be strict, 1 relaxed, 1 can only be watched, 1 takes no mail, of 1 it is not known, 1 not tested.',
  );
  await adding.press('Use the strictest mode that works');
  await expect(adding.mode('self-signed.example')).toHaveValue('relaxed');
  await expect(adding.mode('no-starttls.example')).toHaveValue('watch');
  await expect(adding.mode('busy.example')).toHaveValue('strict');
  await adding.press('Add');
  await expect(page.getByText('6 domains are added.')).toBeVisible();
  const { rules } = await engine.call('rules.list', {});
  expect(rules.find(({ pattern }) => pattern === 'self-signed.example')?.mode).toBe('relaxed');
});

test('ten thousand lines are listed as quickly as ten, and the test of them can be stopped', async ({ page }) => {
  const domains = new DomainsPage(page);
  await domains.open();
  await page.getByRole('button', { name: 'Add External Domains' }).click();
  const adding = new AddDomainsDialog(page);
  await adding.pasteLong(Array.from({ length: 10_000 }, (_, index) => `d${index}.example`).join('\n'));
  await expect(adding.list).toHaveAttribute('aria-rowcount', '10001');
  expect(await adding.rows.count()).toBeLessThan(60);
  await adding.rows.first().focus();
  await page.keyboard.press('End');
  await expect(adding.row('d9999.example')).toBeVisible();
  await adding.press('Test these domains');
  await expect(adding.dialog).toContainText('of 10,000 domains tested');
  await adding.press('Stop');
  await expect(adding.button('Test again')).toBeVisible();
  await expect(adding.button('Add')).toBeEnabled();
});

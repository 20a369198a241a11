import { expect, test } from './fixtures.ts';
import { DomainsPage } from './pages/DomainsPage.ts';

// Before anything is started.
test.skip(
  ({ carrier }) => carrier === 'electron',
  'Electron starts its engine again: tests/e2e/electron/engine.spec.ts',
);

test('a page that has lost its engine says so, keeps what it shows, and changes nothing', async ({
  page,
  engine,
  running,
}) => {
  await engine.call('rules.save', { pattern: 'bank.example', mode: 'strict' });
  const domains = new DomainsPage(page);
  await domains.open();
  await expect(domains.row('bank.example')).toBeVisible();

  await running.service?.stop();
  await expect(page.getByText(/The engine is not answering since \d\d:\d\d:\d\d. Trying again…/)).toBeVisible();
  await expect(domains.row('bank.example')).toBeVisible();

  await domains.startAdding();
  await domains.field('Domain').fill('lawyer.example');
  await domains.submit();
  await expect(domains.form.getByRole('alert')).toContainText('Nothing was changed');
  await expect(domains.field('Domain')).toHaveValue('lawyer.example');
});

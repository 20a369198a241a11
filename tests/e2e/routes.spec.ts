import { expect, test } from './fixtures.ts';
import { RoutesPage } from './pages/RoutesPage.ts';

const domains = 'office.example';

test('routes that all pass are validated, and the mode found is enforced', async ({ page, engine, lab }) => {
  const routes = new RoutesPage(page);
  await routes.open();
  await expect(page.getByText('No internal route yet')).toBeVisible();
  await routes.add({ name: 'Exchange', domains, server: 'mx.trusted.example', port: lab.deliveryPort });
  await routes.add({ name: 'Old server', domains, server: 'mx.self-signed.example', port: lab.deliveryPort });
  await expect(routes.row('Exchange')).toContainText('Not validated');

  await routes.startValidating();
  await expect(routes.next).toBeDisabled();
  await routes.test('boss@office.example');
  await expect(routes.result('Exchange')).toContainText('Strict - Trusted Enforced');
  await expect(routes.result('Old server')).toContainText('Relaxed Encryption Mode');
  await expect(routes.next).toBeEnabled();
  await routes.next.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Domains' })).toBeVisible();

  await routes.open();
  await expect(routes.row('Exchange')).toContainText(/Strict - Trusted Enforced.*Validated/);
  await expect(routes.row('Old server')).toContainText(/Relaxed Encryption Mode.*Validated/);
  const { settings } = await engine.call('settings.get', {});
  expect(settings.acceptedDomains).toEqual(['office.example']);
});

test('one failing route keeps Next from being pressed, and says why', async ({ page, engine, lab }) => {
  const routes = new RoutesPage(page);
  await routes.open();
  await routes.add({ name: 'Exchange', domains, server: 'mx.trusted.example', port: lab.deliveryPort });
  await routes.add({ name: 'Fax', domains, server: 'mx.no-starttls.example', port: lab.deliveryPort });
  await routes.startValidating();
  await routes.test('boss@office.example');
  await expect(routes.result('Exchange')).toContainText('Strict - Trusted Enforced');
  await expect(routes.result('Fax')).toContainText('TLS Not Supported');
  await expect(routes.dialog).toContainText('One route does not pass.');
  await expect(routes.next).toBeDisabled();
  // Neither the keyboard nor the contract leads past it.
  await routes.next.focus().catch(() => {});
  await page.keyboard.press('Enter');
  await expect(routes.dialog).toBeVisible();
  const { routes: saved } = await engine.call('routes.list', {});
  expect(saved.map(({ validatedAt, mode }) => [validatedAt, mode])).toEqual([
    [null, 'opportunistic'],
    [null, 'opportunistic'],
  ]);

  lab.doubles['no-starttls'].behaviour.starttls = { kind: 'accept' };
  await routes.test('boss@office.example');
  await expect(routes.result('Fax')).toContainText('Strict - Trusted Enforced');
  await expect(routes.next).toBeEnabled();
});

test('an address that is not ours is refused beside its field', async ({ page, lab }) => {
  const routes = new RoutesPage(page);
  await routes.open();
  await routes.add({ name: 'Exchange', domains, server: 'mx.trusted.example', port: lab.deliveryPort });
  await routes.startValidating();
  await routes.test('boss@elsewhere.example');
  await expect(routes.dialog.getByLabel('Internal email address')).toHaveAccessibleDescription(
    /No route serves elsewhere\.example/,
  );
  await expect(routes.next).toBeDisabled();
});

test('a list of routes that is longer than the window is scrolled without the navigation', async ({ page, engine }) => {
  await engine.call('settings.save', { acceptedDomains: ['office.example'] });
  for (let server = 1; server <= 14; server++) {
    const host = `mail${server}.office.example`;
    await engine.call('routes.save', { name: `Server ${server}`, domains: ['office.example'], host, port: 25 });
  }
  await page.setViewportSize({ width: 900, height: 600 });
  await new RoutesPage(page).open();
  const list = page.getByRole('list', { name: 'Internal server routes' });
  await expect(list.getByRole('listitem')).toHaveCount(14);
  await list.hover();
  await page.mouse.wheel(0, 5000);
  await expect(page.getByRole('button', { name: 'Delete Server 14' })).toBeInViewport({ ratio: 1 });
  await expect(
    page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overview' }),
  ).toBeInViewport();
});

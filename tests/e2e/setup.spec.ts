import { expect, test } from './fixtures.ts';
import { AddDomainsDialog } from './pages/AddDomainsDialog.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { LogPage } from './pages/LogPage.ts';
import { OverviewPage } from './pages/OverviewPage.ts';
import { RoutesPage } from './pages/RoutesPage.ts';
import { RuleFiles } from './pages/RuleFiles.ts';
import { SetupPage } from './pages/SetupPage.ts';
import { handOver } from './support/mail.ts';

test('leads from nothing to enforced mail: a route, its validation, domains, and what to do next', async ({
  page,
  engine,
  lab,
}) => {
  const overview = new OverviewPage(page);
  await overview.open();
  await expect(overview.firstSteps).toContainText('It needs an accepted domain and a route to your mail server');
  const setup = new SetupPage(page);
  await setup.start();
  await expect(setup.needs).toContainText('An accepted domain (missing)');
  await expect(setup.needs).toContainText('A route (missing)');
  await expect(setup.button('Next')).toBeDisabled();
  await expect(setup.button('Next')).toHaveAccessibleDescription(/Add a route first/);

  await setup.button('Add a route').click();
  const form = page.getByRole('dialog', { name: 'Add a route' });
  await form.getByLabel('Name').fill('Exchange');
  await form.getByLabel('Domains').fill('office.example');
  await form.getByLabel('Server').fill('mx.no-starttls.example');
  await form.getByLabel('Port').fill(String(lab.deliveryPort));
  await form.getByRole('button', { name: 'Add route' }).click();
  await expect(setup.routes).toContainText('Not validated');
  await expect(setup.needs).toBeHidden();
  await expect(setup.button('Next')).toHaveAccessibleDescription('"Exchange" is not validated yet.');

  const routes = new RoutesPage(page);
  await setup.button('Validate').click();
  await routes.test('boss@office.example');
  await expect(routes.result('Exchange')).toContainText('TLS Not Supported');
  await expect(routes.next).toBeDisabled();
  lab.doubles['no-starttls'].behaviour.starttls = { kind: 'accept' };
  await routes.test('boss@office.example');
  await expect(routes.result('Exchange')).toContainText('Strict - Trusted Enforced');
  await routes.next.click();

  await expect(setup.step('External domains')).toContainText('No domain has a rule yet');
  await expect(setup.button('Next')).toBeDisabled();
  await setup.button('Add External Domains').click();
  const adding = new AddDomainsDialog(page);
  await expect(adding.box).toBeFocused();
  await adding.paste('trusted.example\nhttps://expired.example/\ntrusted.example');
  await expect(adding.button('Add')).toBeDisabled();
  await expect(adding.row('expired.example')).toContainText('Read from "https://expired.example/"');
  await expect(adding.rows.nth(2)).toContainText('Duplicate Domain');
  await adding.remove('trusted.example').last().click();
  await expect(adding.rows).toHaveCount(2);
  await adding.press('Add');
  await expect(adding.dialog).toBeHidden();
  await expect(setup.domains).toHaveCount(2);
  await setup.button('Next').click();

  await expect(setup.summary).toContainText('2 domains: Strict - Trusted Enforced');
  await expect(setup.summary).toContainText('Exchange: Strict - Trusted Enforced on the way to mx.no-starttls.example');
  await expect(page.getByText('Mail to expired.example would wait at the moment')).toBeVisible();
  await expect(page.locator('main').getByText(engine.smtp)).toBeVisible();
  await setup.button('Finish').click();
  await expect(page.getByText('Your TLS policies are set up.')).toBeVisible();

  // And so it is.
  await handOver(engine, ['bob@trusted.example', 'bob@expired.example']);
  const { tls } = await lab.doubles.trusted.waitForMessage();
  expect(tls).not.toBeNull();
  const log = new LogPage(page);
  await log.open();
  await expect(log.row('The certificate has expired', 'bob@expired.example')).toContainText('Processing: Check TLS');
  expect(lab.doubles.expired.messages).toHaveLength(0);
});

test('shows what is set up already, says what skipping the routes means, and removes with undo', async ({
  page,
  engine,
}) => {
  await engine.call('rules.save', { pattern: 'listed.example', mode: 'relaxed' });
  const domains = new DomainsPage(page);
  await domains.open();
  await new RuleFiles(page).choose('Set Up Your TLS Policies');
  const setup = new SetupPage(page);
  await expect(setup.title).toBeVisible();
  await expect(page.getByText('So far: 0 routes, 1 domain.')).toBeVisible();
  const skip = page.getByRole('checkbox', { name: 'No mail from outside comes in through Sealpost' });
  await expect(skip).toHaveAccessibleDescription(/Sealpost cannot protect it/);
  await skip.check();
  await setup.button('Next').click();
  await expect(setup.domains).toContainText(['listed.example']);

  await page.getByRole('button', { name: 'Delete listed.example' }).click();
  await expect(setup.domains).toHaveCount(0);
  await expect(setup.button('Next')).toHaveAccessibleDescription('Add at least one domain.');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(setup.domains).toContainText(['listed.example']);
  await setup.button('Next').click();
  await expect(setup.summary).toContainText('1 domain: Relaxed Encryption Mode');
  await expect(setup.summary).toContainText('nothing is enforced for it here');
  await setup.button('Back').click();
  await expect(setup.domains).toHaveCount(1);
});

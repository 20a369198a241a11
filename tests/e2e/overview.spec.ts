import { expect, test } from './fixtures.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { OverviewPage } from './pages/OverviewPage.ts';
import { QueuePage } from './pages/QueuePage.ts';
import { handOver } from './support/mail.ts';

test('a new installation says what to do first', async ({ page, engine }) => {
  const overview = new OverviewPage(page);
  await overview.open();
  await expect(overview.firstSteps).toContainText(engine.smtp);
  await expect(overview.relay).toContainText(engine.smtp);
  await expect(overview.needsAttention).toContainText('Nothing at the moment');
  await expect(overview.figure('In the queue')).toContainText('0');

  await overview.firstSteps.getByRole('link', { name: 'Add a domain' }).click();
  const domains = new DomainsPage(page);
  await expect(domains.form).toBeVisible();
  await domains.field('Domain').fill('trusted.example');
  await domains.submit();
  await expect(domains.row('trusted.example')).toBeVisible();

  await overview.open();
  await expect(overview.firstSteps).toContainText('(done)');
  await handOver(engine, 'bob@trusted.example');
  await expect(overview.firstSteps).toBeHidden();
});

test('the figures follow the mail', async ({ page, engine, lab }) => {
  await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  const overview = new OverviewPage(page);
  await overview.open();
  await handOver(engine, 'bob@trusted.example');
  await handOver(engine, 'bob@no-starttls.example');
  await handOver(engine, 'bob@expired.example');
  await lab.doubles.trusted.waitForMessage();

  await expect(overview.figure('Delivered')).toContainText('Delivered2');
  await expect(overview.figure('Sent encrypted')).toContainText('50 %');
  await expect(overview.figure('Sent encrypted')).toContainText('1 of 2');
  await expect(overview.figure('TLS failures')).toContainText('TLS failures1');
  await expect(overview.figure('In the queue')).toContainText('In the queue1');
  await expect(overview.figure('In the queue')).toContainText('1 because of TLS');

  const attention = overview.attention('expired.example');
  await expect(attention).toContainText('the certificate has expired');
  await expect(attention).toContainText('1 message waits');
  await expect(attention).toContainText('6 d 23 h');
  await overview.showMessagesOf('expired.example');
  const queue = new QueuePage(page);
  await expect(queue.row('bob@expired.example')).toBeVisible();
  await expect(queue.rows).toHaveCount(1);
});

test('the appearance follows the system until it is chosen', async ({ page }) => {
  const root = page.locator('html');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'light');
  await page.getByRole('button', { name: /^Appearance/ }).click();
  await page.getByRole('button', { name: /^Appearance/ }).click();
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('a domain that fails is told of, retried as a whole and delivered once it is repaired', async ({
  page,
  engine,
  lab,
}) => {
  await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
  const overview = new OverviewPage(page);
  await overview.open();
  await handOver(engine, 'anna@self-signed.example');
  await handOver(engine, 'bob@self-signed.example');
  await handOver(engine, 'carol@no-starttls.example');
  await expect(overview.attention('self-signed.example')).toContainText('2 messages wait');
  await expect(overview.attention('self-signed.example')).toContainText('given up in 6 d 23 h');

  await overview.showLast('Hour');
  await expect(overview.reasons).toContainText('The certificate is not trusted');
  await expect(overview.reasons).toContainText('2');
  await expect(overview.chartTable('Deliveries').getByRole('row').last()).toContainText('12');
  await expect(overview.trends.locator('svg.recharts-surface').first()).toBeAttached();
  await overview.showLast('Week');
  await expect(overview.chartTable('In the queue').getByRole('row').last()).toContainText('2');
  await overview.reasons.getByRole('link', { name: 'The certificate is not trusted' }).click();
  const queue = new QueuePage(page);
  await expect(queue.rows).toHaveCount(2);

  lab.doubles['self-signed'].behaviour.tls = await lab.ca.issue({ names: ['mx.self-signed.example'] });
  await overview.open();
  await overview.retryAllOf('self-signed.example');
  await expect.poll(() => lab.doubles['self-signed'].messages.length).toBe(2);
  await expect(overview.needsAttention).toContainText('Nothing at the moment');
  await expect(overview.figure('In the queue')).toContainText('nothing waits');
});

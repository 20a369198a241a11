import { expect, test } from './fixtures.ts';
import { LogPage } from './pages/LogPage.ts';
import { handOver } from './support/mail.ts';

test('a pause keeps the list still, and going on shows what came meanwhile', async ({ page, engine }) => {
  const log = new LogPage(page);
  await log.open();
  await handOver(engine, 'first@trusted.example');
  await expect(log.row('Delivered over TLS', 'first@trusted.example')).toBeVisible();

  await log.pause();
  await handOver(engine, 'second@trusted.example');
  await expect(page.getByText(/^Paused\. [1-9]\d* new since then\.$/)).toBeVisible();
  await expect(log.list).not.toContainText('second@trusted.example');
  await log.resume();
  await expect(log.row('Delivered over TLS', 'second@trusted.example')).toBeVisible();
});

test('filters show only what they say, live as well', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
  const log = new LogPage(page);
  await log.open();
  await handOver(engine, 'bob@trusted.example');
  await handOver(engine, 'bob@self-signed.example');
  await expect(log.row('Delivered over TLS')).toBeVisible();
  await expect(log.row('The certificate is not trusted', 'bob@self-signed.example')).toBeVisible();

  await log.filterByDomain('self-signed');
  await expect(log.row('bob@trusted.example')).toBeHidden();
  await expect(log.row('bob@self-signed.example')).toBeVisible();

  await log.onlyTlsFailures(true);
  await expect(log.row('Accepted for delivery')).toBeHidden();
  await expect(log.row('bob@self-signed.example')).toContainText('Processing: Check TLS');
  await handOver(engine, 'carol@trusted.example');
  await handOver(engine, 'carol@self-signed.example');
  await expect(log.row('carol@self-signed.example')).toContainText('Processing: Check TLS');
  await expect(log.list).not.toContainText('trusted.example');

  await log.clearFilters();
  await expect(log.row('carol@trusted.example', 'Delivered over TLS')).toBeVisible();
  await log.filterByOutcome('Delivered');
  await expect(log.row('Accepted for delivery')).toBeHidden();
  await expect(log.row('carol@trusted.example')).toContainText('Delivered over TLS');
  await log.filterByOutcome('Refused');
  await expect(log.list).toContainText('Nothing matches the filter');
});

test('a list that is scrolled away does not move, and says how much is new', async ({ page, engine }) => {
  for (let i = 0; i < 20; i += 1) await handOver(engine, `reader${i}@null-mx.example`);
  const log = new LogPage(page);
  await log.open();
  await expect(log.row('reader19@null-mx.example')).toBeVisible();
  await expect(log.row('The domain takes no mail', 'reader19@null-mx.example')).toBeVisible();
  await log.scrollBy(700);
  const stays = log.row('reader12@null-mx.example');
  const before = await stays.boundingBox();

  await handOver(engine, 'newest@null-mx.example');
  await expect(log.newButton).toBeVisible();
  expect(await stays.boundingBox()).toEqual(before);
  await log.newButton.click();
  await expect(log.row('The domain takes no mail', 'newest@null-mx.example')).toBeInViewport();
  await expect(log.newButton).toBeHidden();
});

test('entries are walked and opened with the keyboard, and the focus comes back', async ({ page, engine }) => {
  await handOver(engine, 'bob@trusted.example');
  const log = new LogPage(page);
  await log.open();
  await expect(log.row('Delivered over TLS')).toBeVisible();
  await log.pause();
  await log.rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(log.rows.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(log.details.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(log.details).toBeHidden();
  await expect(log.rows.nth(1)).toBeFocused();
});

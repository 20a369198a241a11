import { expect, test } from './fixtures.ts';
import { LogPage } from './pages/LogPage.ts';
import { savedBy } from './support/download.ts';
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
  await log.removeChip('Delivered');
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

test('a search marks what it found, and its filter stays in the address, in chips and under a name', async ({
  page,
  engine,
}) => {
  await handOver(engine, 'bob@null-mx.example');
  await handOver(engine, 'bob@xn--bcher-kva.example');
  const log = new LogPage(page);
  await log.open();
  await expect(log.row('The domain takes no mail')).toBeVisible();

  await page.keyboard.press('/');
  await expect(log.searchField).toBeFocused();
  await page.keyboard.type('NULL-MX');
  await expect(log.matches.first()).toHaveText('null-mx');
  await expect(log.row('bücher.example')).toBeHidden();
  await log.searchField.press('Escape');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('bücher.example');
  await expect(log.row('bob@bücher.example')).toBeVisible();
  await expect(log.row('null-mx')).toBeHidden();
  await expect(
    log
      .row('bob@bücher.example')
      .getByTitle(/xn--bcher-kva/)
      .first(),
  ).toBeVisible();

  await log.filterByOutcome('Accepted', 'Delivered');
  await expect(log.chip('Accepted')).toBeVisible();
  await page.reload();
  await expect(log.searchField).toHaveValue('bücher.example');
  await expect(log.row('Accepted for delivery', 'bob@bücher.example')).toBeVisible();
  await expect(log.row('null-mx')).toBeHidden();
  await log.removeChip('Contains: bücher.example');
  await expect(log.searchField).toHaveValue('');
  await expect(log.row('Accepted for delivery', 'bob@null-mx.example')).toBeVisible();
  await expect(log.row('The domain takes no mail')).toBeHidden();

  await log.saveFilter('What came in', true);
  await log.clearFilters();
  await expect(log.row('The domain takes no mail')).toBeVisible();
  await log.pick('Saved', 'Refused at our door');
  await expect(log.list).toContainText('Nothing matches the filter');
  await log.pick('Saved', /What came in/);
  await expect(log.chip('Delivered')).toBeVisible();
  await expect(log.row('The domain takes no mail')).toBeHidden();

  // It is what the log begins with, in this window and in any other.
  await page.evaluate(() => {
    window.location.hash = '#/overview';
  });
  await page.reload();
  await log.open();
  await expect(log.chip('Accepted')).toBeVisible();
  const manage = await log.manageFilters();
  await manage.getByRole('button', { name: 'Rename What came in' }).click();
  const rename = page.getByRole('dialog', { name: 'Change the filter' });
  await rename.getByRole('textbox', { name: 'Name' }).fill('Taken in');
  await rename.getByRole('button', { name: 'Save' }).click();
  await expect(manage.getByText('Taken in')).toBeVisible();
  await manage.getByRole('button', { name: 'Delete Taken in' }).click();
  await expect(manage).toContainText('no filters of your own');
  expect((await engine.call('filters.list', {})).filters).toEqual([]);
});

test("an entry tells its message's whole story, live, and leads to what can be done", async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
  await handOver(engine, 'bob@self-signed.example');
  await handOver(engine, 'carol@null-mx.example');
  const log = new LogPage(page);
  await log.open();
  await expect(log.row('The domain takes no mail')).toBeVisible();
  const details = await log.openEntry('The certificate is not trusted', 'bob@self-signed.example');
  await expect(log.timeline.filter({ hasText: 'Accepted for delivery' })).toBeVisible();
  await expect(log.timeline.filter({ hasText: 'The certificate is not trusted' })).toHaveCount(1);
  await expect(log.timeline.filter({ hasText: 'The certificate is not trusted' })).toHaveAttribute(
    'aria-current',
    'step',
  );

  await details.getByRole('button', { name: 'Retry now' }).click();
  await expect(log.timeline.filter({ hasText: 'Tried again at once' })).toBeVisible();
  await expect(log.timeline.filter({ hasText: 'attempt 2' })).toBeVisible();
  await details.getByRole('button', { name: 'Open the rule' }).click();
  const rule = page.getByRole('dialog', { name: 'Settings of self-signed.example' });
  await expect(rule).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(rule).toBeHidden();
  await expect(details.getByRole('button', { name: 'Open the rule' })).toBeFocused();

  // J goes down the list, K up.
  await details.getByRole('button', { name: /^Accepted: Accepted for delivery/ }).click();
  await expect(details).toContainText('stored it safely');
  const here = new URL(page.url()).hash;
  await page.keyboard.press('k');
  await expect.poll(() => new URL(page.url()).hash).not.toBe(here);
  await page.keyboard.press('j');
  await expect.poll(() => new URL(page.url()).hash).toBe(here);
  await log.closeEntry();

  await log.openEntry('The domain takes no mail', 'carol@null-mx.example');
  await expect(details.getByRole('button', { name: 'Retry now' })).toBeHidden();
  await details.getByRole('button', { name: 'Add a rule for the domain' }).click();
  await expect(page.getByRole('dialog', { name: 'Add a domain' }).getByRole('textbox', { name: 'Domain' })).toHaveValue(
    'null-mx.example',
  );
});

test('what is filtered is exported whole, and entries are copied', async ({ page, engine, running }) => {
  await handOver(engine, 'bob@null-mx.example');
  await handOver(engine, 'bob@trusted.example', '=1+1');
  const log = new LogPage(page);
  await log.open();
  await expect(log.row('The domain takes no mail')).toBeVisible();
  await expect(log.row('Delivered over TLS')).toBeVisible();
  await log.filterByDomain('null-mx');
  await expect(log.row('bob@trusted.example')).toBeHidden();

  await log.startExport('CSV');
  const csv = await savedBy(page, running.desktop, () =>
    log.exportDialog.getByRole('button', { name: 'Export' }).click(),
  );
  await expect(log.exportDialog).toBeHidden();
  expect(csv.name).toMatch(/^sealpost-log-[\d-]+\.csv$/);
  expect(csv.text.startsWith('\ufeffnumber,time,')).toBe(true);
  expect(csv.text).toContain('bob@null-mx.example');
  expect(csv.text).toContain('The domain takes no mail');
  expect(csv.text).not.toContain('trusted.example');

  await log.clearFilters();
  await log.startExport('JSON Lines');
  const jsonl = await savedBy(page, running.desktop, () =>
    log.exportDialog.getByRole('button', { name: 'Export' }).click(),
  );
  const { entries } = await engine.call('history.query', { limit: 1000 });
  const seqs = jsonl.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).seq);
  expect(seqs).toEqual(entries.map(({ seq }) => seq).filter((seq) => seqs.includes(seq)));
  expect(seqs.length).toBeGreaterThanOrEqual(4);

  await log.pause();
  await log.rows.first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 entries selected')).toBeVisible();
  await page.getByRole('button', { name: 'Copy as JSON' }).click();
  await expect(page.getByText('2 entries copied.')).toBeVisible();
  await page.getByRole('button', { name: 'Select none' }).click();
  await expect(page.getByText('2 entries selected')).toBeHidden();
});

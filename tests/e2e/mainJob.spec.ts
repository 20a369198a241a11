import { expect, test } from './fixtures.ts';
import { LogPage } from './pages/LogPage.ts';
import { QueuePage } from './pages/QueuePage.ts';
import { handOver } from './support/mail.ts';

test('mail to an enforced domain with an expired certificate is kept and explained', async ({ page, engine, lab }) => {
  await engine.call('rules.save', { pattern: 'expired.example', mode: 'strict' });
  const log = new LogPage(page);
  await log.open();
  await expect(log.list).toBeVisible();
  await handOver(engine, 'bob@expired.example');

  // It comes in live: nothing is reloaded here.
  const row = log.row('The certificate has expired', 'bob@expired.example');
  await expect(row).toContainText('Processing: Check TLS');
  await expect(log.row('Accepted for delivery')).toBeVisible();

  const details = await log.openEntry('The certificate has expired', 'bob@expired.example');
  await expect(details.getByRole('heading', { name: 'The certificate has expired' })).toBeVisible();
  await expect(details.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await expect(details).toContainText('Nothing of it left this machine');
  await expect(details.getByRole('heading', { name: 'Why' })).toBeVisible();
  await expect(details.getByRole('heading', { name: 'What to do' })).toBeVisible();
  await expect(details).toContainText('Processing: Check TLS');
  await expect(log.fact('Host')).toContainText('mx.expired.example');
  await expect(log.fact('Address')).toContainText('127.0.');
  await expect(log.fact('Protocol')).toContainText('TLS 1.');
  await expect(log.fact('Code')).toHaveText('certificate-expired');
  await expect(log.fact('Held to')).toHaveText('Strict - Trusted Enforced');
  await expect(log.fact('Common Name')).toContainText('mx.expired.example');
  await expect(log.fact('Issuer')).toContainText('Sealpost Lab Root');
  await expect(log.fact('Valid')).toContainText('expired');
  await expect(details.getByText('Next try', { exact: true })).toBeVisible();
  await expect(details.getByText('Given up in')).toBeVisible();
  await log.closeEntry();

  const queue = new QueuePage(page);
  await queue.open();
  await expect(queue.rows).toHaveCount(1);
  await expect(queue.row('bob@expired.example')).toContainText('The certificate has expired');
  await expect(queue.row('bob@expired.example')).toContainText('6 d 23 h');

  expect(lab.doubles.expired.messages).toHaveLength(0);
});

test('a message is tried again at once, and goes out when the other side is put right', async ({
  page,
  engine,
  lab,
}) => {
  await engine.call('rules.save', { pattern: 'no-starttls.example', mode: 'strict' });
  await handOver(engine, 'bob@no-starttls.example');
  const queue = new QueuePage(page);
  await queue.open();
  await expect(queue.row('The server offers no encryption')).toContainText('bob@no-starttls.example');

  const before = lab.doubles['no-starttls'].connections.length;
  await queue.select('bob@no-starttls.example');
  await queue.act('Retry now');
  await expect(page.getByText('1 message is tried again now.')).toBeVisible();
  await expect.poll(() => lab.doubles['no-starttls'].connections.length).toBeGreaterThan(before);
  expect(lab.doubles['no-starttls'].messages).toHaveLength(0);

  // The admin decides that this domain need not be encrypted: its mail is due at once, and leaves.
  const { rules } = await engine.call('rules.list', {});
  await engine.call('rules.remove', { ids: rules.map((rule) => rule.id) });
  await lab.doubles['no-starttls'].waitForMessage();
  await expect(queue.list).toContainText('The queue is empty');
});

test('messages are held, released, returned and deleted', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'no-starttls.example', mode: 'strict' });
  await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
  await handOver(engine, 'bob@no-starttls.example', 'To hold');
  await handOver(engine, 'carol@self-signed.example', 'To delete');
  const queue = new QueuePage(page);
  await queue.open();
  await expect(queue.row('bob@no-starttls.example')).toContainText('The server offers no encryption');
  await expect(queue.row('carol@self-signed.example')).toContainText('The certificate is not trusted');

  await queue.select('bob@no-starttls.example');
  await queue.act('Hold');
  await expect(queue.row('bob@no-starttls.example')).toContainText('On hold');
  await expect(queue.row('bob@no-starttls.example')).toContainText('when released');
  await queue.act('Release');
  await expect(queue.row('bob@no-starttls.example')).not.toContainText('On hold');
  await queue.selectionBar.getByRole('button', { name: 'Clear selection' }).click();

  await queue.select('carol@self-signed.example');
  await queue.act('Delete…');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep in the queue' }).click();
  await expect(queue.rows).toHaveCount(2);
  await queue.act('Delete…');
  await queue.confirmDelete();
  await expect(page.getByText('1 message is deleted.')).toBeVisible();
  await expect(queue.rows).toHaveCount(1);

  await queue.select('bob@no-starttls.example');
  await queue.act('Bounce…');
  await queue.confirmBounce();
  await expect(queue.row('bob@no-starttls.example')).toBeHidden();

  const log = new LogPage(page);
  await log.open();
  await expect(log.row('Deleted from the queue', 'carol@self-signed.example')).toBeVisible();
  await expect(log.row('Returned to the sender', 'bob@no-starttls.example')).toBeVisible();
});

test('a message in the queue says why it waits, and shows its headers but never its body', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'wrong-name.example', mode: 'strict' });
  await handOver(engine, 'bob@wrong-name.example', 'Invoice 118');
  const queue = new QueuePage(page);
  await queue.open();
  await expect(queue.row('The certificate is for another name')).toBeVisible();
  const details = await queue.openMessage('bob@wrong-name.example');
  await expect(details.getByRole('heading', { name: 'Invoice 118' })).toBeVisible();
  await expect(details.getByRole('heading', { name: 'Why it waits' })).toBeVisible();
  await expect(details.getByRole('heading', { name: 'What to do' })).toBeVisible();
  await details.getByRole('button', { name: 'Show the headers' }).click();
  await expect(details).toContainText('Subject: Invoice 118');
  await expect(details).not.toContainText('Please find the invoice attached');
  await details.getByRole('link', { name: 'Everything about this message in the log' }).click();
  const log = new LogPage(page);
  await expect(log.row('The certificate is for another name')).toBeVisible();
  await expect(log.row('Accepted for delivery')).toBeVisible();
});

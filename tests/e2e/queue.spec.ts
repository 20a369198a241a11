import { expect, test } from './fixtures.ts';
import { LogPage } from './pages/LogPage.ts';
import { QueuePage } from './pages/QueuePage.ts';
import { handOver } from './support/mail.ts';

test('a domain that fails TLS is found, retried as a whole and delivered once it is repaired', async ({
  page,
  engine,
  lab,
}) => {
  await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
  await engine.call('rules.save', { pattern: 'no-starttls.example', mode: 'strict' });
  for (const name of ['anna', 'bob', 'carol']) await handOver(engine, `${name}@self-signed.example`, `For ${name}`);
  await handOver(engine, 'dora@no-starttls.example', 'For dora');
  const queue = new QueuePage(page);
  await queue.open();
  await expect(queue.rows).toHaveCount(4);

  await queue.search('carol');
  await expect(queue.rows).toHaveCount(1);
  await queue.search('');
  await queue.filter('Filter by reason', 'The server offers no encryption');
  await expect(queue.rows).toHaveCount(1);
  await expect(queue.row('dora@no-starttls.example')).toBeVisible();
  await queue.filter('Filter by state', 'On hold');
  await expect(queue.list).toContainText('No message matches the filter');
  await page.getByRole('button', { name: 'Show all messages' }).click();
  await expect(queue.rows).toHaveCount(4);
  await queue.sortBy('Why it waits, domain');
  await expect(queue.rows.first()).toContainText('dora@no-starttls.example');
  await queue.sortBy('Why it waits, domain');
  await expect(queue.rows.last()).toContainText('dora@no-starttls.example');

  await queue.showByDomain();
  await expect(queue.domain('self-signed.example')).toContainText('3');
  await expect(queue.domain('self-signed.example')).toContainText('The certificate is not trusted');
  await queue.toggleDomain('self-signed.example');
  await expect(queue.domains.getByText('bob@self-signed.example')).toBeVisible();
  await queue.doMoreWith('self-signed.example', 'Hold all');
  await expect(page.getByText('3 messages are on hold.')).toBeVisible();
  await expect(queue.domain('self-signed.example')).toContainText('3 on hold');
  await queue.undo();
  await expect(page.getByText('Undone for 3 messages.')).toBeVisible();
  await expect(queue.domain('self-signed.example')).not.toContainText('on hold');

  // The other side gets a certificate that is trusted: nothing but a retry is needed.
  lab.doubles['self-signed'].behaviour.tls = await lab.ca.issue({ names: ['mx.self-signed.example'] });
  await queue.retryAllOf('self-signed.example');
  await expect.poll(() => lab.doubles['self-signed'].messages.length).toBe(3);
  await expect(queue.domain('self-signed.example')).toBeHidden();

  await queue.doMoreWith('no-starttls.example', 'Delete all…');
  const question = page.getByRole('dialog', { name: 'Delete 1 message to no-starttls.example?' });
  await expect(question).toContainText('Nobody is told');
  await expect(question).toContainText('This cannot be undone');
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(queue.domains).toContainText('The queue is empty');
});

test('many are selected with the keyboard, and messages are walked through one by one', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'no-starttls.example', mode: 'strict' });
  for (let i = 1; i <= 4; i += 1) await handOver(engine, `user${i}@no-starttls.example`, `Number ${i}`);
  const queue = new QueuePage(page);
  await queue.open();
  await expect(queue.rows).toHaveCount(4);
  await expect(queue.row('user4', 'The server offers no encryption')).toBeVisible();

  await queue.rows.first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(queue.selectionBar).toContainText('2 messages selected');
  await page.keyboard.press('Control+a');
  await expect(queue.selectionBar).toContainText('4 messages selected');
  await queue.act('Hold');
  await expect(queue.row('user1')).toContainText('On hold');
  // What changes meanwhile takes neither the selection nor the focus away.
  await handOver(engine, 'user5@no-starttls.example', 'Number 5');
  await expect(queue.rows).toHaveCount(5);
  await expect(queue.selectionBar).toContainText('4 messages selected');
  await queue.selectionBar.getByRole('button', { name: 'Clear selection' }).click();

  const details = await queue.openMessage('user4@no-starttls.example');
  await expect(details.getByRole('heading', { name: 'Number 4' })).toBeVisible();
  await expect(details).toContainText('An admin put it on hold');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(details.getByRole('heading', { name: 'Number 3' })).toBeVisible();
  await details.getByRole('button', { name: 'Previous' }).click();
  await expect(details.getByRole('heading', { name: 'Number 4' })).toBeVisible();
  await details.getByRole('button', { name: 'Release' }).click();
  await expect(details).not.toContainText('An admin put it on hold');
  await expect(details.getByRole('link', { name: 'Put on hold' })).toBeVisible();
  await details.getByRole('link', { name: 'The server offers no encryption' }).first().click();
  const log = new LogPage(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Live log' })).toBeVisible();
  await expect(log.details).toContainText('user4@no-starttls.example');
});

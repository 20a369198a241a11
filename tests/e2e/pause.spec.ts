import { expect, test } from './fixtures.ts';
import { LogPage } from './pages/LogPage.ts';
import { PauseControl } from './pages/PauseControl.ts';
import { QueuePage } from './pages/QueuePage.ts';
import { handOver } from './support/mail.ts';

test('mail waits while deliveries are paused, and goes when they are resumed', async ({ page, engine, lab }) => {
  const control = new PauseControl(page);
  await control.pause('Until I resume');
  await expect(control.banner).toContainText('until somebody resumes them');
  await expect(page.getByText('Paused', { exact: true }).first()).toBeVisible();
  await handOver(engine, 'bob@trusted.example');

  const queue = new QueuePage(page);
  await queue.open();
  await expect(queue.row('bob@trusted.example')).toBeVisible();
  await queue.selectAll();
  await queue.selectionBar.getByRole('button', { name: 'Retry now' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Deliveries are paused' })).toBeVisible();
  expect(lab.doubles.trusted.messages).toHaveLength(0);

  await control.resume();
  await lab.doubles.trusted.waitForMessage();
  const log = new LogPage(page);
  await log.open();
  await expect(log.row('Deliveries were paused')).toBeVisible();
  await expect(log.row('Deliveries go on')).toBeVisible();
});

test('a pause for a time says until when, and of what time runs out', async ({ page, engine }) => {
  await engine.call('settings.save', { queue: { lifeHours: 3 } });
  const control = new PauseControl(page);
  await control.pause('For 4 hours');
  await handOver(engine, 'bob@trusted.example');
  await expect(control.banner).toContainText(/until (\d+ \w+, )?\d\d:\d\d/);
  await expect(control.banner).toContainText('1 message runs out of time before that');
  await page.getByRole('button', { name: 'Resume' }).last().press('Enter');
  await expect(control.banner).toBeHidden();
  expect((await engine.call('status.get', {})).pause).toBeNull();
});

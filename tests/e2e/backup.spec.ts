import { expect, test } from './fixtures.ts';
import { BackupSection } from './pages/BackupSection.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { handOver } from './support/mail.ts';

test('a backup is written, and restored after a question, with its mail on hold', async ({ page, engine }) => {
  await engine.call('rules.save', { pattern: 'self-signed.example', mode: 'strict' });
  await handOver(engine, 'bob@self-signed.example');
  const backup = new BackupSection(page);
  await backup.open();
  await backup.backUp();
  await expect(backup.backups).toHaveCount(1);

  await backup.path.fill('/nowhere/office.sealpost');
  await backup.restorePath.click();
  await expect(backup.path).toHaveAccessibleDescription(/cannot be read/);

  await engine.call('rules.save', { pattern: 'later.example', mode: 'strict' });
  await backup.backups
    .first()
    .getByRole('button', { name: /^Restore the backup/ })
    .click();
  await expect(backup.question).toContainText('1 rule, 0 routes, 0 SMTP users, 1 message');
  await backup.question.getByRole('button', { name: 'Leave it as it is' }).click();
  await expect(backup.question).toBeHidden();
  expect((await engine.call('rules.list', {})).total).toBe(2);

  await backup.backups
    .first()
    .getByRole('button', { name: /^Restore the backup/ })
    .click();
  await backup.question.getByRole('button', { name: 'Restore' }).click();
  await expect.poll(async () => (await engine.call('rules.list', {}).catch(() => null))?.total).toBe(1);
  const domains = new DomainsPage(page);
  await domains.open();
  await expect(domains.row('self-signed.example')).toBeVisible();
  const status = await engine.call('status.get', {});
  expect(status.queue).toMatchObject({ messages: 1, held: 1 });
  expect(status.notices).toMatchObject([{ kind: 'backup-restored', detail: '1' }]);
});

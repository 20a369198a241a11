import { expect, test } from './fixtures.ts';
import { DomainsPage } from './pages/DomainsPage.ts';
import { LogPage } from './pages/LogPage.ts';
import { RuleFiles } from './pages/RuleFiles.ts';
import { handOver } from './support/mail.ts';

const csv = [
  'domain;mode;note',
  'expired.example;strict;Contract',
  'old.example;strict;Bank',
  'same.example;strict;',
].join('\r\n');

test('an import shows what would change, does it at once, and is undone at once', async ({ page, engine, lab }) => {
  await engine.call('rules.saveMany', {
    rules: [
      { pattern: 'old.example', mode: 'relaxed' },
      { pattern: 'same.example', mode: 'strict' },
    ],
  });
  const domains = new DomainsPage(page);
  await domains.open();
  const files = new RuleFiles(page);
  await files.choose('Import…');
  await files.openFile('notes.txt', 'Dear all,\nplease find attached');
  await expect(files.importDialog.getByRole('alert')).toContainText('The first line must name the columns');

  await files.dropFile('rules.csv', `${csv}\r\nnot a domain;strict;\r\n`);
  await expect(files.importDialog).toContainText('rules.csv has 4 rules');
  await expect(files.line('not a domain')).toContainText('is not a valid domain');
  await expect(files.importButton()).toBeDisabled();
  await files.importDialog.getByText('All 4').click();
  await expect(files.line('expired.example')).toContainText('New');
  await expect(files.line('old.example')).toContainText('Mode: Relaxed Encryption Mode → Strict - Trusted Enforced');
  await expect(files.line('same.example')).toContainText('The same');
  expect((await engine.call('rules.list', {})).total).toBe(2);

  await files.leaveOutErrors();
  await expect(files.importButton()).toHaveText('Import 2');
  await files.importButton().click();
  await expect(page.getByText('1 domain added, 1 changed.')).toBeVisible();
  await expect(domains.row('expired.example')).toBeVisible();

  // What was imported holds.
  await handOver(engine, 'bob@expired.example');
  const log = new LogPage(page);
  await log.open();
  await expect(log.row('The certificate has expired', 'bob@expired.example')).toBeVisible();
  expect(lab.doubles.expired.messages).toHaveLength(0);

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('The import is undone.')).toBeVisible();
  const { rules } = await engine.call('rules.list', {});
  expect(rules.map(({ pattern, mode }) => [pattern, mode])).toEqual([
    ['old.example', 'relaxed'],
    ['same.example', 'strict'],
  ]);
});

test('what is exported is saved as a file, can be copied, and says the same when it is imported', async ({
  page,
  engine,
  running,
}) => {
  await engine.call('rules.saveMany', {
    rules: [
      { pattern: 'bücher.example', mode: 'strict', note: '=1+1' },
      { pattern: '*.bank.example', mode: 'relaxed', direction: 'outbound' },
      { pattern: 'in.example', mode: 'strict', direction: 'inbound' },
    ],
  });
  const domains = new DomainsPage(page);
  await domains.open();
  const files = new RuleFiles(page);
  await files.choose('Export…');
  await expect(files.exportText).toContainText("'=1+1");
  const saved = await files.save(running.desktop, running.desktopOptions.dataDir);
  expect(saved.name).toBe('sealpost-domains.csv');
  expect(saved.text.startsWith('\ufeffpattern,direction,mode,')).toBe(true);

  await files.choose('Import…');
  await files.openFile('again.csv', saved.text);
  await expect(files.importButton()).toBeDisabled();
  await expect(files.importButton()).toHaveAccessibleDescription('Nothing would change.');
  await page.keyboard.press('Escape');
  await expect(files.importDialog).toBeHidden();

  await files.choose('Export…');
  await files.exportAs('Postfix policy table');
  await expect(files.exportText).toContainText('.bank.example\tencrypt protocols=>=TLSv1.2');
  await expect(files.exportDialog).toContainText('It has 2 rules. 1 rule cannot be expressed');
  await files.exportAs('Exchange Server script');
  await expect(files.exportText).toContainText("Set-SealpostConnector -Name 'Sealpost below bank.example'");
  await files.exportDialog.getByRole('button', { name: 'Copy' }).click();
  await expect(files.exportDialog.getByRole('button', { name: 'Copied' })).toBeVisible();
});

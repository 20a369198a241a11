import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFaultyDisk, whyNoFaultyDisk } from '../../support/faults/faultyDisk.ts';
import { startService } from '../../support/service.ts';
import { SmtpClient } from '../../support/smtpClient.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/**
 * What a power cut would try: 250 is said only after each sync that makes the message last. A sync that is left out cannot
 * fail, so where one fails and 250 is said all the same, it was not waited for.
 */

const reason = whyNoFaultyDisk();
const large = `Subject: large\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(2000)}`;

/** What `place` in the data folder is asked to sync: its n-th time fails, or every one. */
async function codeWithFailingSync(place: string, skip: number, times: number | null): Promise<[number, number]> {
  const folder = realpathSync(temporaryFolder());
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  const disk = createFaultyDisk(join(dataDir, place), folder);
  const args = ['--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0', '--dns', '127.0.0.1:9'];
  const service = await startService(args, () => {}, disk.env);
  onTestFinished(() => service.kill());
  const client = await SmtpClient.connect({ port: service.smtpPort });
  onTestFinished(() => client.destroy());
  await client.readReply();
  for (const line of ['EHLO c.example', 'MAIL FROM:<a@office.example>', 'RCPT TO:<b@far.example>', 'DATA'])
    await client.command(line);
  disk.break({ error: 'EIO', operations: ['sync'], skip, times });
  const { code } = await client.sendData(large);
  const failed = disk.failed();
  disk.repair();
  // And the next one is taken, without a restart.
  for (const line of ['MAIL FROM:<a@office.example>', 'RCPT TO:<b@far.example>', 'DATA']) await client.command(line);
  expect((await client.sendData('Subject: next\r\n\r\nx\r\n')).code).toBe(250);
  return [code, failed];
}

test.skipIf(reason !== null).each([
  ['the file of a large message', 'spool', 0, 1],
  ['the folder that names it', 'spool', 1, 1],
  ['the log of the database', 'sealpost.db-wal', 0, null],
] as const)('no 250 before the sync of %s', { timeout: 60_000 }, async (_, place, skip, times) => {
  const [code, failed] = await codeWithFailingSync(place, skip, times);
  expect(failed).toBeGreaterThan(0);
  expect(code).toBe(451);
});

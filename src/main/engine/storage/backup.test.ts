import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { createSpool } from '../queue/spool.ts';
import { createQueueStore } from '../queue/store.ts';
import { writeBackup } from './backup.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { prepareDataFolder } from './dataFolder.ts';

test('a message that is delivered while a backup is made is in the backup with its body', async () => {
  const folder = prepareDataFolder(join(temporaryFolder(), 'data'));
  const now = Date.now();
  const { db } = openDatabase(folder.databaseFile, now);
  const spool = createSpool(folder.spoolDir);
  const sink = spool.openSink();
  const octets = Buffer.alloc(300_000, 'x');
  await sink.write(octets);
  const body = await sink.finish();
  if (body.kind !== 'spool') throw new Error('So large a body belongs into the spool.');
  createQueueStore(db).insert({
    queueId: 'Q1',
    direction: 'outbound',
    sender: 'a@office.example',
    messageId: null,
    subject: null,
    size: octets.length,
    receivedAt: now,
    eightBitMime: false,
    smtpUtf8: false,
    body,
    recipients: [{ address: 'b@far.example', domain: 'far.example', direction: 'outbound', expiresAt: now + 1 }],
  });
  const target = join(folder.path, 'x.sealpost');
  // The copy of the database names the body, which the end of the delivery deletes.
  let copied = false;
  await writeBackup(db, folder, target, { version: '1', now }, () => {
    const release = spool.holdRemovals();
    void spool.remove(body.file);
    return () => {
      copied = true;
      release();
    };
  });
  expect(copied).toBe(true);
  const backup = new Database(target, { readonly: true });
  const size = backup.prepare('SELECT sum(length(data)) FROM backup_chunk WHERE name = ?').pluck().get(body.file);
  backup.close();
  expect(size).toBe(octets.length);
  // Deleted late, not never.
  await expect.poll(() => existsSync(join(folder.spoolDir, body.file))).toBe(false);
  closeDatabase(db);
});

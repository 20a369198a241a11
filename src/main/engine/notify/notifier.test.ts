import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { createHistoryLog } from '../history/log.ts';
import type { MessageRow, RecipientRow } from '../queue/rows.ts';
import { createSpool } from '../queue/spool.ts';
import { createQueueStore, type QueueStore } from '../queue/store.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { createCertificateStore } from '../storage/certificateStore.ts';
import { openDatabase } from '../storage/database.ts';
import { createWriter, type Writer } from '../storage/writer.ts';
import { createNotifier, type Notifier } from './notifier.ts';

const now = Date.UTC(2026, 5, 1);

describe('the notifier', () => {
  let store: QueueStore;
  let writer: Writer;
  let notifier: Notifier;

  beforeEach(() => {
    const { db } = openDatabase(join(temporaryFolder(), 'sealpost.db'), now);
    writer = createWriter(db);
    store = createQueueStore(db);
    notifier = createNotifier({
      store,
      spool: createSpool(join(temporaryFolder(), 'spool')),
      history: createHistoryLog(db, writer, createCertificateStore(db)),
      settings: () => ({ ...defaultSettings(), acceptedDomains: ['office.example'] }),
      newQueueId: () => 'DSN1',
      wakeScheduler: () => {},
    });
  });

  const fail = async (sender: string) => {
    await writer.write(() =>
      notifier.sendFailure(
        messageFrom(sender),
        [{ recipient, status: 'failed', code: 'rejected', reply: null, host: null, deletedForTlsPolicy: false }],
        now,
      ),
    );
    const dsn = store.getMessageById('DSN1');
    return dsn && { ...dsn, recipients: store.getRecipients(dsn.id) };
  };

  it('tells a sender of our own over the internal routes, others over the internet, from nobody', async () => {
    expect(await fail('anna@office.example')).toMatchObject({
      sender: '',
      direction: 'inbound',
      recipients: [{ address: 'anna@office.example', domain: 'office.example' }],
    });
  });

  it('tells a sender whose machine has an underscore in its name', async () => {
    expect(await fail('scanner@my_scanner.office.example')).toMatchObject({
      direction: 'outbound',
      recipients: [{ address: 'scanner@my_scanner.office.example', domain: 'my_scanner.office.example' }],
    });
  });

  it('never tells the null sender', async () => {
    expect(await fail('')).toBeNull();
  });
});

const recipient: RecipientRow = {
  id: 1,
  message_rowid: 999,
  address: 'bob@far.example',
  domain: 'far.example',
  direction: 'outbound',
  status: 'delivering',
  held: 0,
  code: null,
  reply: null,
  host: null,
  attempts: 0,
  last_attempt_at: now,
  next_attempt_at: now,
  expires_at: now,
  delay_warned: 0,
};

function messageFrom(sender: string): MessageRow {
  return {
    id: 999,
    queue_id: 'Q1',
    direction: 'outbound',
    sender,
    message_id: null,
    subject: null,
    size: 3,
    received_at: now,
    held: 0,
    eight_bit_mime: 0,
    smtp_utf8: 0,
    body_file: null,
    body_sha256: null,
  };
}

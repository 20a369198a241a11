import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { describePem } from '../../src/main/engine/certificates/describePem.ts';
import { prepareDataFolder } from '../../src/main/engine/storage/dataFolder.ts';
import { migrations } from '../../src/main/engine/storage/migrations.ts';
import { upgradeCopies } from '../../src/main/engine/storage/upgradeCopy.ts';
import type { Certificate } from '../../src/shared/contract/certificate.ts';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine } from '../support/testEngine.ts';
import { identity } from '../support/testIntake.ts';

/** A whole engine starts on what a version of each schema left behind, loses nothing of it, and sends the mail that waits. */

const hourMs = 3_600_000;
const now = Date.now();
const rule = {
  pattern: 'trusted.example',
  displayPattern: 'trusted.example',
  direction: 'outbound',
  mode: 'strict',
  minVersion: 'TLSv1.2',
  cipherProfile: 'standard',
  cipherList: null,
  mxNames: [],
  pins: [],
  queueLifeHours: 48,
  note: 'asked for by the bank',
  enabled: true,
};
const route = { name: 'Exchange', domains: ['office.example'], host: 'mail.office.example', port: 25, priority: 7 };
const small = Buffer.from('Subject: small\r\n\r\nHello\r\n');
const large = Buffer.from(`Subject: large\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(3000)}`);

/** SHA-256 of each step, as the version that brought it was released. A database that it made is out there. */
const released = [
  'cda1eafd93e4bc98',
  'abda5b09812a0cca',
  '8e1eeafb17323ab1',
  'a245f32fe2c5a4e6',
  '2cdd204ae7fe2066',
  '36903f2276170ac7',
  '51e19c755684b1b1',
  'a43432f0aacf65be',
  '5c16f1d76d192c54',
  '5a56c45660ade923',
];

let labDir: string;
let lab: Lab;
let certificate: Certificate;

beforeAll(async () => {
  labDir = mkdtempSync(join(tmpdir(), 'sealpost-schemas-'));
  lab = await startLab({ dir: labDir });
  certificate = describePem(identity.cert);
});

afterAll(async () => {
  await lab.close();
  rmSync(labDir, { recursive: true, force: true });
});

/** What the version with this schema left, by the words of its own tables: killed, with a delivery under way. */
function writeFolder(dataDir: string, schema: number): void {
  const folder = prepareDataFolder(dataDir);
  mkdirSync(folder.spoolDir, { recursive: true });
  writeFileSync(join(folder.spoolDir, 'large.eml'), large);
  const db = new Database(folder.databaseFile);
  db.pragma('journal_mode = WAL');
  for (const step of migrations.slice(0, schema)) db.exec(step);
  db.pragma(`user_version = ${schema}`);
  const hasTable = (name: string) => db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) !== undefined;
  const insert = (table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row);
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`;
    db.prepare(sql).run(row);
  };

  insert('setting', { key: 'hostname', value: '"relay.office.example"' });
  insert('setting', { key: 'acceptedDomains', value: '["office.example"]' });
  const { pattern, direction } = rule;
  const times = { created_at: now - 90 * hourMs, updated_at: now - 90 * hourMs };
  insert('rule', { id: 'r1', pattern, direction, fields: JSON.stringify(rule), ...times });
  insert('route', { id: 'e1', fields: JSON.stringify({ ...route, mode: 'strict' }), validated_at: now - hourMs });
  if (hasTable('rule_verdict'))
    insert('rule_verdict', { rule_id: 'r1', result: 'valid', code: null, checked_at: now - hourMs });
  if (hasTable('smtp_user'))
    insert('smtp_user', { id: 'u1', username: 'till-7', note: 'the till', enabled: 1, password_hash: 'x', ...times });
  if (hasTable('saved_filter'))
    insert('saved_filter', { id: 'f1', name: 'The bank', filter: '{"domain":"trusted.example"}', is_default: 1 });

  const message = { direction: 'outbound', sender: 'a@office.example', received_at: now - 2 * hourMs };
  const flags = { eight_bit_mime: 0, smtp_utf8: 0 };
  insert('message', { id: 1, queue_id: 'SMALL', subject: 'small', size: small.length, ...message, ...flags });
  insert('body', { message_rowid: 1, data: small });
  const file = { size: large.length, body_file: 'large.eml' };
  insert('message', { id: 2, queue_id: 'LARGE', subject: 'large', ...file, ...message, ...flags });
  insert('message', { id: 3, queue_id: 'HELD', subject: 'held', size: small.length, held: 1, ...message, ...flags });
  insert('body', { message_rowid: 3, data: small });
  const waits = { domain: 'trusted.example', direction: 'outbound', expires_at: now + 48 * hourMs };
  const deferred = { status: 'deferred', attempts: 2, code: 'connection-timeout', last_attempt_at: now - hourMs };
  insert('recipient', {
    id: 1,
    message_rowid: 1,
    address: 'new@trusted.example',
    status: 'queued',
    next_attempt_at: now,
    ...waits,
  });
  insert('recipient', { id: 2, message_rowid: 1, address: 'cut@trusted.example', ...waits, status: 'delivering' });
  insert('recipient', {
    id: 3,
    message_rowid: 2,
    address: 'late@trusted.example',
    ...waits,
    ...deferred,
    next_attempt_at: now - 1,
  });
  insert('recipient', {
    id: 4,
    message_rowid: 3,
    address: 'held@trusted.example',
    held: 1,
    ...waits,
    ...deferred,
    next_attempt_at: now - 1,
  });

  insert('certificate', { sha256: certificate.sha256, fields: JSON.stringify(certificate) });
  const about = {
    direction: 'outbound',
    sender: 'a@office.example',
    domain: 'trusted.example',
    stage: 'Processing: Deliver',
  };
  const shown = { certificate_sha256: certificate.sha256, protocol: 'TLSv1.3', host: 'mx.trusted.example' };
  for (let seq = 1; seq <= 40; seq += 1) {
    const recipient = `r${seq}@trusted.example`;
    insert('history', {
      at: now - 3 * hourMs + seq,
      ...about,
      ...shown,
      queue_id: `OLD${seq}`,
      recipient,
      outcome: 'delivered',
    });
  }
  db.close();
}

describe.each(migrations.slice(1).map((_, index) => index + 1))('on a database of schema %i', (schema) => {
  test('the engine starts, has all of it, and sends what waits', async () => {
    lab.reset();
    const dataDir = join(temporaryFolder(), 'data');
    writeFolder(dataDir, schema);
    const engine = await startTestEngine({ lab, dataDir });
    onTestFinished(() => engine.stop());

    const status = await engine.call('status.get', {});
    expect(status.notices).toEqual([]);
    const { settings } = await engine.call('settings.get', {});
    expect(settings).toMatchObject({ hostname: 'relay.office.example', acceptedDomains: ['office.example'] });
    expect((await engine.call('rules.list', {})).rules).toMatchObject([{ id: 'r1', ...rule }]);
    expect((await engine.call('routes.list', {})).routes).toMatchObject([{ id: 'e1', ...route, mode: 'strict' }]);
    if (schema >= 3)
      expect((await engine.call('users.list', {})).users).toMatchObject([{ id: 'u1', username: 'till-7' }]);
    if (schema >= 10) expect((await engine.call('filters.list', {})).filters).toMatchObject([{ name: 'The bank' }]);

    for (const recipient of ['new', 'cut', 'late']) {
      await engine.waitForEntry(
        (entry) => entry.recipient === `${recipient}@trusted.example` && entry.outcome === 'delivered',
      );
    }
    const arrived = lab.doubles.trusted.messages;
    expect(arrived.flatMap(({ rcptTo }) => rcptTo).sort()).toEqual(
      ['cut', 'late', 'new'].map((name) => `${name}@trusted.example`),
    );
    expect(arrived.find(({ rcptTo }) => rcptTo.includes('late@trusted.example'))?.data.equals(large)).toBe(true);
    expect((await engine.call('queue.list', {})).messages).toMatchObject([
      {
        queueId: 'HELD',
        held: true,
        recipients: [{ address: 'held@trusted.example', status: 'deferred', attempts: 2 }],
      },
    ]);

    // The log of before: whole, with its certificate, found by domain and by a piece of text.
    const entries = await engine.entries();
    expect(entries.filter(({ queueId }) => queueId?.startsWith('OLD'))).toHaveLength(40);
    const { entries: found } = await engine.call('history.query', { filter: { text: 'r17@trusted' } });
    expect(found).toMatchObject([{ queueId: 'OLD17', certificate: { sha256: certificate.sha256 } }]);
    const ofDomain = { domain: 'trusted.example', outcome: ['delivered' as const] };
    expect((await engine.call('history.query', { filter: ofDomain, limit: 1000 })).entries).toHaveLength(43);
    await expect.poll(async () => (await engine.call('history.stats', {})).delivered, { timeout: 10_000 }).toBe(43);

    // And the way back.
    const [copy = ''] = upgradeCopies(join(dataDir, 'sealpost.db'));
    const old = new Database(copy, { readonly: true });
    const count = (table: string) => old.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(old.pragma('user_version', { simple: true })).toBe(schema);
    expect(['message', 'recipient', 'history', 'rule'].map(count)).toEqual([3, 4, 40, 1]);
    old.close();
  });
});

test('a step that was released is never changed: databases that it made are out there', () => {
  const hashes = migrations.map((step) => createHash('sha256').update(step).digest('hex').slice(0, 16));
  // A new step is added here with the version that brings it.
  expect(hashes.slice(0, released.length)).toEqual(released);
  expect(released.length).toBeGreaterThanOrEqual(10);
});

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { describePem } from '../../src/main/engine/certificates/describePem.ts';
import { openFolder } from '../../src/main/engine/openFolder.ts';
import { messageRowSchema } from '../../src/main/engine/queue/rows.ts';
import { createSpool } from '../../src/main/engine/queue/spool.ts';
import { createQueueStore } from '../../src/main/engine/queue/store.ts';
import { closeDatabase, type Db } from '../../src/main/engine/storage/database.ts';
import { prepareDataFolder } from '../../src/main/engine/storage/dataFolder.ts';
import { createExpiryMarkStore } from '../../src/main/engine/storage/expiryMarkStore.ts';
import { createChance } from '../bench/seed/chance.ts';
import { startLab } from '../support/lab/lab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine } from '../support/testEngine.ts';
import { identity } from '../support/testIntake.ts';

const seed = 20_261_122;
let sound: string;
/** SHA-256 of what was taken, by queue ID. */
const bodies = new Map<string, string>();

const hashOf = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

beforeAll(async () => {
  sound = mkdtempSync(join(tmpdir(), 'sealpost-sound-'));
  const engine = await startTestEngine({ dataDir: sound });
  await engine.call('delivery.pause', {});
  await engine.call('settings.save', { acceptedDomains: ['office.example'], hostname: 'relay.office.example' });
  await engine.call('rules.saveMany', {
    rules: Array.from({ length: 60 }, (_, i) => ({ pattern: `bank-${i}.example`, mode: 'strict' as const })),
  });
  await engine.call('routes.save', { name: 'Exchange', domains: ['office.example'], host: 'mail.office.example' });
  await engine.call('users.save', { username: 'till-7', password: 'correct horse 7' });
  await engine.call('filters.save', { name: 'The banks', filter: { text: 'bank' }, isDefault: true });
  for (let i = 0; i < 30; i += 1) {
    const length = i % 10 === 0 ? 200_000 : 200 + i * 300;
    await sendMail({
      port: engine.smtpPort,
      from: `sender-${i}@office.example`,
      to: [`one@bank-${i}.example`, `two@bank-${i}.example`],
      data: `Subject: ${i}\r\n\r\n${`${i} `.repeat(length / 3)}\r\n`,
    });
  }
  // Held and no longer paused: a pause that is found later comes from the damage.
  const { messages } = await engine.call('queue.list', { limit: 100 });
  await engine.call('queue.hold', { queueIds: messages.map(({ queueId }) => queueId) });
  await engine.call('delivery.resume', {});
  await engine.stop();
  const { db } = openFolder(prepareDataFolder(sound), Date.now());
  // State beside the settings is no damage.
  createExpiryMarkStore(db).save({ sha256: 'ab'.repeat(32), mark: 14 });
  const { sha256, ...shown } = describePem(identity.cert);
  db.prepare('INSERT INTO certificate VALUES (?, ?)').run(sha256, JSON.stringify({ sha256, ...shown }));
  for (const { queueId, data } of readBodies(db, sound)) bodies.set(queueId, hashOf(data ?? Buffer.alloc(0)));
  closeDatabase(db);
  expect(bodies.size).toBe(30);
});

afterAll(() => rmSync(sound, { recursive: true, force: true }));

/** What would be sent: null where it is said to be unreadable. */
function readBodies(db: Db, dataDir: string): { queueId: string; data: Buffer | null }[] {
  const store = createQueueStore(db);
  return db
    .prepare('SELECT * FROM message')
    .all()
    .map((row) => {
      const { id, queue_id: queueId, body_file: file, size, body_sha256: sha256 } = messageRowSchema.parse(row);
      const path = join(dataDir, 'spool', file ?? '');
      const data = file === null ? store.readInlineBody(id) : existsSync(path) ? readFileSync(path) : null;
      const good =
        data !== null &&
        data.length === size &&
        (sha256 === null || hashOf(data) === Buffer.from(sha256).toString('hex'));
      return { queueId, data: good ? data : null };
    });
}

/** Every row of what cannot be made again from something else. */
function contentOf(db: Db): Record<string, unknown[]> {
  const tables = [
    ...["setting WHERE key <> 'clean-stop'", 'rule', 'route', 'smtp_user', 'saved_filter', 'certificate'],
    ...['message', 'body', 'recipient', 'history'],
  ];
  return Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all()]));
}

function contentOfFolder(dataDir: string): Record<string, unknown[]> {
  const { db } = openFolder(prepareDataFolder(dataDir), Date.now());
  const content = contentOf(db);
  closeDatabase(db);
  return content;
}

function damagedCopy(damage: (database: string, size: number) => void): string {
  const dataDir = join(temporaryFolder(), 'damaged');
  cpSync(sound, dataDir, { recursive: true });
  const database = join(dataDir, 'sealpost.db');
  damage(database, readFileSync(database).length);
  return dataDir;
}

function overwrite(file: string, change: (octets: Buffer) => void): void {
  const octets = readFileSync(file);
  change(octets);
  writeFileSync(file, octets);
}

/** Opens a damaged folder, and again, as a service that is started anew would. */
function openTwice(dataDir: string) {
  const first = openFolder(prepareDataFolder(dataDir), Date.now());
  const { setAside, salvaged } = first;
  closeDatabase(first.db);
  const again = openFolder(prepareDataFolder(dataDir), Date.now() + 1000);
  expect(again.setAside).toBeNull();
  expect(again.db.pragma('integrity_check', { simple: true })).toBe('ok');
  const served = readBodies(again.db, dataDir);
  const rules = again.db.prepare('SELECT count(*) FROM rule').pluck().get();
  const paused = again.db.prepare("SELECT 1 FROM setting WHERE key = 'deliveryPause'").get() !== undefined;
  closeDatabase(again.db);
  // The name of a message can be damaged; its content is what somebody handed over, or it is not sent.
  const taken = new Set(bodies.values());
  for (const { data } of served) if (data !== null) expect(taken).toContain(hashOf(data));
  return {
    setAside,
    salvaged,
    messages: served.length,
    whole: served.filter(({ data }) => data).length,
    rules,
    paused,
  };
}

/** Every round opens a folder twice, with all the waiting for the disk that belongs to it. */
const patience = 120_000;

describe('a damaged database', { timeout: patience }, () => {
  test('cut at any place: what can be read is saved, and the rest is kept aside', () => {
    const chance = createChance(seed);
    let saved = 0;
    for (let round = 0; round < 15; round += 1) {
      let at = 0;
      const dataDir = damagedCopy((file, size) => {
        at = Math.floor(chance.next() * size);
        truncateSync(file, at);
      });
      const { setAside, salvaged, messages, rules } = openTwice(dataDir);
      // Where only a free page at the end is cut, nothing is missing.
      if (setAside === null) expect([at, messages, rules]).toEqual([at, 30, 60]);
      else expect(salvaged).toContain('Saved from it');
      saved += messages;
    }
    expect(saved).toBeGreaterThan(60);
  });

  test('with flipped bits and lost pages it is opened, and no body is sent that is not what was taken', () => {
    const chance = createChance(seed + 1);
    const seen = { setAside: 0, untouched: 0, messages: 0, whole: 0 };
    for (let round = 0; round < 60; round += 1) {
      const dataDir = damagedCopy((file, size) =>
        overwrite(file, (octets) => {
          if (round % 3 === 2) {
            const page = Math.floor((chance.next() * size) / 4096) * 4096;
            octets.fill(round % 2 === 0 ? 0 : 0xa5, page, page + 4096);
            return;
          }
          for (let flips = 0; flips <= round % 5; flips += 1) {
            const at = Math.floor(chance.next() * size);
            octets[at] = (octets[at] ?? 0) ^ (1 << Math.floor(chance.next() * 8));
          }
        }),
      );
      const { setAside, messages, whole } = openTwice(dataDir);
      seen[setAside === null ? 'untouched' : 'setAside'] += 1;
      seen.messages += messages;
      seen.whole += whole;
    }
    expect(seen.setAside).toBeGreaterThan(15);
    expect(seen.whole / (60 * 30)).toBeGreaterThan(0.9);
  });

  test('one page lost: everything else is there', () => {
    const dataDir = damagedCopy((file) =>
      overwrite(file, (octets) => {
        const page = Math.floor(octets.indexOf('sender-17@office.example') / 4096) * 4096;
        octets.fill(0, page, page + 4096);
      }),
    );
    const { salvaged, rules, paused } = openTwice(dataDir);
    expect(salvaged).toMatch(/60 rules, 1 route, \d+ sections of the settings, 1 SMTP user/);
    expect([rules, paused]).toEqual([60, false]);
  });

  test('a column that has another name by a flipped bit hides nothing', () => {
    const dataDir = damagedCopy((file) =>
      overwrite(file, (octets) => {
        // A page that is free may hold an older text of the same.
        const text = 'address TEXT NOT NULL';
        for (let at = octets.indexOf(text); at >= 0; at = octets.indexOf(text, at + 1)) octets.write('addsess', at);
      }),
    );
    const { salvaged, messages, whole, rules, paused } = openTwice(dataDir);
    expect(salvaged).toContain('30 messages');
    expect([messages, whole, rules, paused]).toEqual([30, 30, 60, false]);
    const content = contentOfFolder(damagedCopy(() => {}));
    for (const [table, rows] of Object.entries(content)) expect([table, rows.length > 0]).toEqual([table, true]);
    expect(contentOfFolder(dataDir)).toEqual(content);
  });

  test('a rule that cannot be read sets deliveries still, so that its mail does not leave in the clear', async () => {
    const dataDir = damagedCopy((file) =>
      overwrite(file, (octets) => {
        for (let at = octets.indexOf('"mode":"strict"'); at >= 0; at = octets.indexOf('"mode":"strict"', at + 1)) {
          octets.write('"mode":"struct"', at);
        }
      }),
    );
    const engine = await startTestEngine({ dataDir });
    const status = await engine.call('status.get', {});
    expect(status.notices).toMatchObject([
      { kind: 'database-set-aside', detail: expect.stringMatching(/Saved from it: 0 rules, 1 route.*30 messages/) },
    ]);
    expect(status.notices[0]?.detail).toContain('deliveries are paused');
    expect(status.pause).toMatchObject({ until: null });
    expect((await engine.call('queue.list', {})).total).toBe(30);
    await engine.waitForEntry(({ outcome, detail }) => outcome === 'warning' && /kept aside as/.test(detail ?? ''));
    expect((await engine.call('users.list', {})).users).toHaveLength(1);
    await engine.stop();
    expect(readdirSync(dataDir).filter((name) => name.includes('unreadable'))).not.toEqual([]);
  });

  test('what only the log of writes holds after a crash is saved too', () => {
    const dataDir = damagedCopy(() => {});
    const database = join(dataDir, 'sealpost.db');
    const db = new Database(database);
    db.pragma('wal_autocheckpoint = 0');
    db.prepare('UPDATE rule SET fields = replace(fields, \'"note":""\', \'"note":"the last change"\')').run();
    const log = readFileSync(`${database}-wal`);
    db.close();
    // As a kill would have left them, and then the first octets are lost: SQLite cannot even open it.
    const folder = damagedCopy((file) => overwrite(file, (octets) => octets.fill(0x58, 0, 16)));
    writeFileSync(join(folder, 'sealpost.db-wal'), log);
    const { setAside, rules } = openTwice(folder);
    expect([setAside === null, rules]).toEqual([false, 60]);
    const notes = contentOfFolder(folder).rule?.map((rule) => JSON.stringify(rule).includes('the last change'));
    expect(notes).toEqual(Array(60).fill(true));
  });

  test('after a crash while it was being saved the next start goes on', () => {
    const dataDir = damagedCopy((file, size) => truncateSync(file, size - 4096));
    const suffix = 'unreadable-2026-11-22T18-00-00-000Z';
    const database = join(dataDir, 'sealpost.db');
    copyFileSync(database, `${database}.${suffix}`);
    writeFileSync(`${database}.salvaging`, suffix);
    cpSync(join(dataDir, 'spool'), join(dataDir, `spool.${suffix}`), { recursive: true });
    writeFileSync(database, '');
    const { setAside, messages } = openTwice(dataDir);
    expect(setAside).toContain(suffix);
    expect(messages).toBeGreaterThan(20);
  });

  test('a body in the database that was changed is not sent, and its message stays to be seen', async () => {
    const dir = temporaryFolder();
    const lab = await startLab({ dir });
    onTestFinished(() => lab.close());
    const dataDir = join(dir, 'data');
    const first = await startTestEngine({ lab, dataDir });
    await first.call('delivery.pause', {});
    const data = 'Subject: x\r\n\r\nPay 100 to Anna.\r\n';
    await sendMail({ port: first.smtpPort, from: 'a@office.example', to: ['bob@trusted.example'], data });
    await first.stop();
    overwrite(join(dataDir, 'sealpost.db'), (octets) => {
      for (let at = octets.indexOf('Pay 100'); at >= 0; at = octets.indexOf('Pay 100', at + 1))
        octets.write('Pay 900', at);
    });
    const engine = await startTestEngine({ lab, dataDir });
    onTestFinished(() => engine.stop());
    await engine.call('delivery.resume', {});
    const entry = await engine.waitForEntry(({ code }) => code === 'spool-unreadable');
    expect(entry.detail ?? '').toContain('checksum');
    expect(lab.doubles.trusted.messages).toEqual([]);
    expect((await engine.call('queue.list', {})).messages[0]?.recipients).toMatchObject([{ code: 'spool-unreadable' }]);
  });

  test('a body on the disk that was changed is not sent', async () => {
    const dataDir = damagedCopy(() => {});
    const spool = createSpool(join(dataDir, 'spool'));
    const [file = ''] = readdirSync(join(dataDir, 'spool'));
    const path = join(dataDir, 'spool', file);
    const octets = readFileSync(path);
    const sha256 = createHash('sha256').update(octets).digest();
    const read = async () => {
      for await (const _ of spool.read(file, octets.length, sha256));
    };
    await read();
    overwrite(path, (changed) => changed.write('X', 100_000));
    await expect(read()).rejects.toThrow('checksum');
  });
});

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { createRuleStore } from '../policy/store.ts';
import { createQueueStore } from '../queue/store.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { migrations } from './migrations.ts';
import { upgradeCopies } from './upgradeCopy.ts';

const now = Date.parse('2026-11-22T18:00:00Z');

const ruleFields = {
  pattern: 'bank.example',
  displayPattern: 'bank.example',
  direction: 'outbound',
  mode: 'strict',
  minVersion: 'TLSv1.2',
  cipherProfile: 'standard',
  cipherList: null,
  mxNames: [],
  pins: [],
  queueLifeHours: null,
  note: 'ours',
  enabled: true,
};

/** A database as the version with this schema left it, with a rule and a message. */
function writeDatabase(file: string, schema: number): void {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  for (const step of migrations.slice(0, schema)) db.exec(step);
  db.pragma(`user_version = ${schema}`);
  db.prepare('INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?)').run(
    'r1',
    'bank.example',
    'outbound',
    JSON.stringify(ruleFields),
    now,
    now,
  );
  db.prepare(`INSERT INTO message (id, queue_id, direction, sender, size, received_at, eight_bit_mime, smtp_utf8)
    VALUES (1, 'Q1', 'outbound', 'a@office.example', 5, ?, 0, 0)`).run(now);
  db.prepare('INSERT INTO body VALUES (1, ?)').run(Buffer.from('Hello'));
  db.close();
}

describe.each(migrations.slice(1).map((_, index) => index + 1))('a database of schema %i', (schema) => {
  it('is brought up to date with all it holds, and kept as it was', () => {
    const file = join(temporaryFolder(), 'sealpost.db');
    writeDatabase(file, schema);
    const { db, setAside } = openDatabase(file, now);
    expect(setAside).toBeNull();
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(createRuleStore(db).list()).toMatchObject([{ id: 'r1', pattern: 'bank.example', note: 'ours' }]);
    const store = createQueueStore(db);
    expect(store.getMessageById('Q1')).toMatchObject({ sender: 'a@office.example', body_sha256: null });
    expect(store.readInlineBody(1)?.toString()).toBe('Hello');
    closeDatabase(db);

    const [copy = ''] = upgradeCopies(file);
    expect(copy).toMatch(new RegExp(`before-upgrade-v${schema}-2026-11-22T18-00-00-000Z$`));
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const old = new Database(copy, { readonly: true });
    expect(old.pragma('user_version', { simple: true })).toBe(schema);
    expect(old.prepare('SELECT count(*) FROM message').pluck().get()).toBe(1);
    old.close();
  });
});

describe('copies before an upgrade', () => {
  it('are not made of a database that is new or up to date', () => {
    const file = join(temporaryFolder(), 'sealpost.db');
    closeDatabase(openDatabase(file, now).db);
    closeDatabase(openDatabase(file, now).db);
    expect(upgradeCopies(file)).toEqual([]);
  });

  it('are the two newest', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'sealpost.db');
    writeDatabase(file, 1);
    for (const minute of [0, 1, 2]) {
      const { db } = openDatabase(file, now + minute * 60_000);
      // As if yet another version came: only the number counts for whether a copy is made.
      db.pragma('user_version = 0');
      db.close();
      const again = new Database(file);
      for (const { name } of again
        .prepare<[], { name: string }>(
          "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'",
        )
        .all())
        again.exec(`DROP TABLE ${name}`);
      for (const step of migrations.slice(0, 1)) again.exec(step);
      again.pragma('user_version = 1');
      again.close();
    }
    const copies = upgradeCopies(file);
    expect(copies.map((copy) => /T18-0(\d)/.exec(copy)?.[1])).toEqual(['2', '1']);
    expect(copies.every((copy) => existsSync(copy))).toBe(true);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { readKeyedRows, readNumberedRows } from './readDamaged.ts';

const pageOctets = 4096;
const rows = 2000;
/** Spread over the alphabet, as our ids are. */
const keyOf = (number: number) => `${String.fromCharCode(0x61 + (number % 26))}-${number}`;

/** Two tables of many pages; the pages that hold these texts are lost. */
function damaged(...texts: string[]): Database.Database {
  const file = join(temporaryFolder(), 'damaged.db');
  const db = new Database(file);
  db.exec(`
    CREATE TABLE numbered (id INTEGER PRIMARY KEY, text TEXT) STRICT;
    CREATE TABLE keyed (id TEXT PRIMARY KEY, text TEXT) STRICT, WITHOUT ROWID;`);
  const filler = '.'.repeat(100);
  db.transaction(() => {
    for (let number = 1; number <= rows; number += 1) {
      db.prepare('INSERT INTO numbered VALUES (?, ?)').run(number, `numbered <${number}>${filler}`);
      db.prepare('INSERT INTO keyed VALUES (?, ?)').run(keyOf(number), `keyed <${number}>${filler}`);
    }
  })();
  // Else a text may be found in a page that is in use no more.
  db.exec('VACUUM');
  db.close();
  const octets = readFileSync(file);
  for (const text of texts) {
    const at = octets.indexOf(text);
    expect(at).toBeGreaterThan(0);
    const page = Math.floor(at / pageOctets) * pageOctets;
    octets.fill(0xa5, page, page + pageOctets);
  }
  writeFileSync(file, octets);
  const copy = new Database(file);
  copy.unsafeMode(true);
  copy.pragma('cell_size_check = ON');
  return copy;
}

function numbersOf(db: Database.Database): number[] {
  const found: number[] = [];
  readNumberedRows(db, 'numbered', 'id', (row) => found.push(Number(row.id)));
  return found.sort((one, other) => one - other);
}

test('a sound table is read whole, each row once', () => {
  const db = damaged();
  expect(numbersOf(db)).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
  expect(readKeyedRows(db, 'keyed', 'id')).toMatchObject({ complete: true, rows: { length: rows } });
});

test('of a table with pages lost in the middle, all that stands before, between and behind is read', () => {
  const lost = ['numbered <600>', 'numbered <1400>'];
  const found = numbersOf(damaged(...lost));
  // A page has some 33 of these.
  expect(found.length).toBeGreaterThan(rows - 80);
  expect(new Set(found).size).toBe(found.length);
  for (const number of [1, 500, 700, 1000, 1300, 1500, rows]) expect(found).toContain(number);
  for (const number of [600, 1400]) expect(found).not.toContain(number);
});

test('of a table by text with a page lost, what lies around it is read, and it is known that some is missing', () => {
  const { rows: found, complete } = readKeyedRows(damaged('keyed <1003>'), 'keyed', 'id');
  expect(complete).toBe(false);
  expect(found.length).toBeGreaterThan(rows - 100);
  const ids = new Set(found.map(({ id }) => id));
  expect(ids).not.toContain(keyOf(1003));
  // The first and the last of the alphabet.
  for (const number of [26, 25]) expect(ids).toContain(keyOf(number));
});

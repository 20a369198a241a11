import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { createSecretStore } from './secrets.ts';

const key = randomBytes(32);
const otherKey = randomBytes(32);
const secrets = { smartHostPassword: 'correct horse' };
const none = { smartHostPassword: null };
const plain = JSON.stringify(secrets);

const newFile = () => join(temporaryFolder(), 'secrets.json');

function sealedFile(): string {
  const file = newFile();
  createSecretStore(file, key).stage(secrets).takeIntoUse();
  return file;
}

describe('secrets with a data key', () => {
  it('are sealed in a file of their owner', () => {
    const file = sealedFile();
    expect(readFileSync(file, 'utf8')).not.toContain('horse');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const store = createSecretStore(file, key);
    expect([store.get(), store.locked(), store.seals]).toEqual([secrets, null, true]);
  });

  it('are sealed at once where they lay in the clear, and nothing is written where there are none', () => {
    const file = newFile();
    expect(createSecretStore(file, key).get()).toEqual(none);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, plain);
    writeFileSync(`${file}.part`, plain);
    expect(createSecretStore(file, key).get()).toEqual(secrets);
    expect(readFileSync(file, 'utf8')).not.toContain('horse');
    expect(readdirSync(dirname(file))).toEqual(['secrets.json']);
    expect(createSecretStore(file, key).get()).toEqual(secrets);
  });

  it('stay in the clear, whole, where sealing them fails', () => {
    const file = newFile();
    writeFileSync(file, plain);
    // Nothing can be renamed to the name of a folder, and nothing be written to it.
    mkdirSync(join(`${file}.1.staged`, 'in the way'), { recursive: true });
    expect(() => createSecretStore(file, key)).toThrow();
    expect(readFileSync(file, 'utf8')).toBe(plain);
    rmSync(`${file}.1.staged`, { recursive: true });
    expect(createSecretStore(file, key).get()).toEqual(secrets);
  });
});

describe('a file of secrets that cannot be read', () => {
  // What a parser says quotes what it stumbled over.
  it.each([
    'correct horse',
    '{"smartHostPassword": correct horse}',
    '{"smartHostPassword":["correct horse"]}',
    '"correct horse"',
  ])('is told without what is in it: %s', (text) => {
    const file = newFile();
    writeFileSync(file, text);
    const open = () => createSecretStore(file, null);
    expect(open).toThrow('cannot be read');
    expect(open).not.toThrow(/horse|correct/);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('sealed secrets', () => {
  it.each([
    ['no-key', null],
    ['other-key', otherKey],
  ] as const)('that meet %s are locked, and wait in their file', (reason, given) => {
    const file = sealedFile();
    const before = readFileSync(file, 'utf8');
    const store = createSecretStore(file, given);
    expect([store.get(), store.locked(), store.seals]).toEqual([none, reason, given !== null]);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(createSecretStore(file, key).get()).toEqual(secrets);
  });

  it('that were changed on the disk are locked as damaged', () => {
    const file = sealedFile();
    const sealed = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...sealed, tag: Buffer.alloc(16).toString('base64') }));
    expect(createSecretStore(file, key).locked()).toBe('damaged');
  });

  it.each([null, otherKey])('are replaced by what is entered anew, and stay where that is undone', (given) => {
    const file = sealedFile();
    const before = readFileSync(file, 'utf8');
    const store = createSecretStore(file, given);
    store.stage({ smartHostPassword: 'never saved' }).discard();
    expect([store.get(), readFileSync(file, 'utf8')]).toEqual([none, before]);
    store.stage({ smartHostPassword: 'battery staple' }).takeIntoUse();
    expect([store.get().smartHostPassword, store.locked()]).toEqual(['battery staple', null]);
    expect(readFileSync(file, 'utf8').includes('battery staple')).toBe(given === null);
    // Back with the first key: what an engine without one wrote is sealed, what another key sealed is locked.
    if (given === null) expect(createSecretStore(`${file}`, null).get().smartHostPassword).toBe('battery staple');
    else expect(createSecretStore(file, key).locked()).toBe('other-key');
    expect(readdirSync(dirname(file))).toEqual(['secrets.json']);
  });

  it('of a version to come are refused, not taken for none', () => {
    const file = newFile();
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(sealedFile(), 'utf8')), version: 2 }));
    expect(() => createSecretStore(file, key)).toThrow(/cannot be read/);
  });
});

describe('staged secrets', () => {
  it.each([null, key])('that a crash left are in use where their commit was, and gone where it was not', (given) => {
    const file = newFile();
    const { id } = createSecretStore(file, given).stage(secrets);
    expect(createSecretStore(file, given, id).get()).toEqual(secrets);
    createSecretStore(file, given, id).stage({ smartHostPassword: 'battery staple' });
    expect(createSecretStore(file, given, id).get()).toEqual(secrets);
    expect(readdirSync(dirname(file))).toEqual(['secrets.json']);
  });

  it('are not in use before they are taken, and leave nothing where they are discarded', () => {
    const file = newFile();
    const store = createSecretStore(file, key);
    const staged = store.stage(secrets);
    expect(store.get()).toEqual(none);
    staged.discard();
    expect([store.get(), readdirSync(dirname(file))]).toEqual([none, []]);
  });
});

describe('what a backup gets', () => {
  it('is readable without the key', () => {
    const file = sealedFile();
    const text = createSecretStore(file, key).forBackup();
    expect(text).toBe(plain);
    expect(createSecretStore(newFile(), key).forBackup()).toBeNull();
  });

  it('is sealed as it is where it cannot be read here', () => {
    const file = sealedFile();
    expect(createSecretStore(file).forBackup()).toBe(readFileSync(file, 'utf8'));
  });
});

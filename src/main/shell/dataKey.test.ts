import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporaryFolder.ts';
import { type DataKeyDeps, dataKeyFile, type Keychain, readDataKey } from './dataKey.ts';

/** Wraps by turning every bit, under a name that another keychain does not know. */
function keychainOf(name: string, backend = 'gnome_libsecret'): Keychain {
  const turn = (octets: Buffer) => Buffer.from(octets.map((octet) => octet ^ 0xff));
  return {
    isEncryptionAvailable: () => true,
    encryptString: (text) => turn(Buffer.from(`${name}:${text}`)),
    decryptString(wrapped) {
      const [by, text] = turn(wrapped).toString().split(':');
      if (by !== name || text === undefined) throw new Error('Error while decrypting the ciphertext');
      return text;
    },
    getSelectedStorageBackend: () => backend,
  };
}

function setUp(change: Partial<DataKeyDeps> = {}) {
  const logged: string[] = [];
  const file = join(temporaryFolder(), 'data', dataKeyFile);
  const deps: DataKeyDeps = {
    file,
    keychain: keychainOf('mine'),
    platform: 'linux',
    randomBytes,
    log: (line) => logged.push(line),
    ...change,
  };
  return { deps, file, logged };
}

describe('the data key', () => {
  it('is made once, wrapped in a file that only its owner reads, and the same at each start', () => {
    const { deps, file, logged } = setUp();
    const key = readDataKey(deps);
    expect(Buffer.from(key ?? '', 'base64')).toHaveLength(32);
    expect(readDataKey(deps)).toBe(key);
    expect(readFileSync(file, 'utf8')).not.toContain(key);
    expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(readdirSync(join(file, '..'))).toEqual([dataKeyFile]);
    expect(logged).toEqual([]);
  });

  it.each([
    ['without encryption', { keychain: { ...keychainOf('mine'), isEncryptionAvailable: () => false } }],
    ['with the fixed password of basic_text', { keychain: keychainOf('mine', 'basic_text') }],
    ['before it is known which', { keychain: keychainOf('mine', 'unknown') }],
  ])('is not made %s', (_, change) => {
    const { deps, file, logged } = setUp(change);
    expect(readDataKey(deps)).toBeNull();
    expect([existsSync(file), logged]).toEqual([false, []]);
  });

  it('asks for no backend on macOS and Windows, which have one keychain', () => {
    expect(readDataKey(setUp({ platform: 'darwin', keychain: keychainOf('mine', 'unknown') }).deps)).not.toBeNull();
  });

  it('is neither replaced nor lost while another keychain answers, and found again with its own', () => {
    const { deps, file, logged } = setUp();
    const key = readDataKey(deps);
    const before = readFileSync(file, 'utf8');
    expect(readDataKey({ ...deps, keychain: keychainOf('other') })).toBeNull();
    expect(logged).toEqual(['The keychain gave no key for the secrets: Error while decrypting the ciphertext']);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readDataKey(deps)).toBe(key);
  });

  it.each([
    '',
    '{}',
    '{"version":2,"wrapped":"AAAA"}',
    JSON.stringify({ version: 1, wrapped: keychainOf('mine').encryptString('short').toString('base64') }),
  ])('is not read from %j, which stays', (text) => {
    const { deps, file, logged } = setUp();
    readDataKey(deps);
    writeFileSync(file, text);
    expect(readDataKey(deps)).toBeNull();
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(logged.join()).toContain(dataKeyFile);
  });

  it('is not used where it could not be written, or does not unwrap', () => {
    const { deps, file, logged } = setUp();
    writeFileSync(join(file, '..'), 'a file is in the way');
    expect(readDataKey(deps)).toBeNull();
    const broken = setUp({ keychain: { ...keychainOf('mine'), decryptString: () => '' } });
    expect(readDataKey(broken.deps)).toBeNull();
    expect(existsSync(broken.file)).toBe(false);
    expect([...logged, ...broken.logged]).toHaveLength(2);
  });
});

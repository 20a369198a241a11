import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Of the data folder: the key that seals the secrets, as the keychain wrapped it. Worthless without that keychain. */
export const dataKeyFile = 'data-key.json';
const keyOctets = 32;

/** What we use of Electron's `safeStorage`. */
export interface Keychain {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(wrapped: Buffer): string;
  /** On Linux. */
  getSelectedStorageBackend?(): string;
}

export interface DataKeyDeps {
  file: string;
  keychain: Keychain;
  platform: NodeJS.Platform;
  randomBytes(octets: number): Buffer;
  log(line: string): void;
}

const wrappedSchema = z.object({ version: z.literal(1), wrapped: z.base64() });

/**
 * The key that seals the engine's secrets, in base64: unwrapped by the keychain, made at the first call. Null where there
 * is no keychain, or where it does not give the key: then nothing is changed, and another start may find it again.
 */
export function readDataKey(deps: DataKeyDeps): string | null {
  const { file, keychain, platform, log } = deps;
  try {
    if (!isRealKeychain(keychain, platform)) return null;
    const text = readIfThere(file);
    return text === null ? makeDataKey(deps) : unwrap(text, keychain);
  } catch (error) {
    // Messages of Electron and Node: they name files and causes, never what is in them.
    log(`The keychain gave no key for the secrets: ${error instanceof Error ? error.message : 'unknown reason'}`);
    return null;
  }
}

/** Electron's fallback on Linux wraps with a password that is in its source: it is no keychain. */
function isRealKeychain(keychain: Keychain, platform: NodeJS.Platform): boolean {
  if (!keychain.isEncryptionAvailable()) return false;
  if (platform !== 'linux') return true;
  const backend = keychain.getSelectedStorageBackend?.() ?? 'unknown';
  return backend !== 'basic_text' && backend !== 'unknown';
}

function unwrap(text: string, keychain: Keychain): string {
  const parsed = wrappedSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${dataKeyFile} cannot be read`);
  const key = keychain.decryptString(Buffer.from(parsed.data.wrapped, 'base64'));
  if (!isKey(key)) throw new Error(`${dataKeyFile} holds no key`);
  return key;
}

/** On the disk, and seen to unwrap, before anything is sealed with it. */
function makeDataKey({ file, keychain, randomBytes }: DataKeyDeps): string {
  const key = randomBytes(keyOctets).toString('base64');
  const wrapped = keychain.encryptString(key);
  if (keychain.decryptString(wrapped) !== key) throw new Error('what it wraps does not unwrap');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeDurably(file, `${JSON.stringify({ version: 1, wrapped: wrapped.toString('base64') })}\n`);
  return key;
}

function writeDurably(file: string, text: string): void {
  const temporary = `${file}.part`;
  rmSync(temporary, { force: true });
  const handle = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  // Windows has no fsync of folders, and needs none.
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function isKey(text: string): boolean {
  const octets = Buffer.from(text, 'base64');
  return octets.length === keyOctets && octets.toString('base64') === text;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

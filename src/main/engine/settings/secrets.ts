import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { LockedReason } from '../../../shared/contract/settings.ts';
import { openText, type Sealed, sealedSchema, sealText } from './sealedText.ts';

const secretsSchema = z.object({ smartHostPassword: z.string().nullable().default(null) });
export type Secrets = z.infer<typeof secretsSchema>;

const purpose = 'secrets';
const noSecrets: Secrets = { smartHostPassword: null };

/**
 * Secrets outside the database, in a file that only its owner can read; with a data key they are sealed in it. They never
 * enter logs, events or answers.
 */
export interface SecretStore {
  /** None of them while they are locked. */
  get(): Secrets;
  /** Why the sealed ones that are there cannot be read; null where they can, or where there are none. */
  locked(): LockedReason | null;
  /** True where what is saved now is sealed with a key that a keychain keeps. */
  seals: boolean;
  /** Replaces what is there, locked or not. */
  save(change: Partial<Secrets>): void;
  /** Returns what puts them back as they are now, the locked ones too. */
  snapshot(): () => void;
  /** What a backup holds: readable on any machine, where it is readable here. Null where there are none. */
  forBackup(): string | null;
}

/**
 * Opens the file. What is in the clear is sealed at once where there is a `dataKey`. Sealed secrets that it does not open
 * stay as they are until others are saved. @throws {Error} for a file that is no file of secrets; it quotes nothing of it
 */
export function createSecretStore(file: string, dataKey: Buffer | null = null): SecretStore {
  let found = read(file, dataKey);
  const textOf = (secrets: Secrets) => {
    const plain = JSON.stringify(secrets);
    return dataKey === null ? plain : JSON.stringify(sealText(plain, dataKey, purpose));
  };
  const write = (secrets: Secrets) => {
    const text = textOf(secrets);
    writeOwnerOnly(file, text);
    found = { secrets, locked: null, text, isSealed: dataKey !== null };
  };
  // A crash on the way leaves what may be in the clear.
  rmSync(`${file}.part`, { force: true });
  if (dataKey !== null && found.text !== null && !found.isSealed) write(found.secrets);

  return {
    get: () => found.secrets,
    locked: () => found.locked,
    seals: dataKey !== null,
    save(change) {
      write({ ...found.secrets, ...change });
    },
    snapshot() {
      const before = found;
      return () => {
        if (found === before) return;
        if (before.text === null) rmSync(file, { force: true });
        else writeOwnerOnly(file, before.text);
        found = before;
      };
    },
    forBackup() {
      if (found.text === null || found.locked !== null) return found.text;
      return JSON.stringify(found.secrets);
    },
  };
}

interface Found {
  secrets: Secrets;
  locked: LockedReason | null;
  /** As it is in the file; null without one. */
  text: string | null;
  isSealed: boolean;
}

function read(file: string, dataKey: Buffer | null): Found {
  try {
    chmodSync(file, 0o600);
    const text = readFileSync(file, 'utf8');
    const value: unknown = JSON.parse(text);
    const isSealed = typeof value === 'object' && value !== null && 'version' in value;
    if (!isSealed) return { secrets: secretsSchema.parse(value), locked: null, text, isSealed };
    return { ...unseal(sealedSchema.parse(value), dataKey), text, isSealed };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { secrets: noSecrets, locked: null, text: null, isSealed: false };
    }
    // The text of a parse error could quote the secret.
    throw new Error(`The file of secrets ${file} cannot be read. Delete it and enter the smart host's password again.`);
  }
}

function unseal(sealed: Sealed, dataKey: Buffer | null): Pick<Found, 'secrets' | 'locked'> {
  if (dataKey === null) return { secrets: noSecrets, locked: 'no-key' };
  const opened = openText(sealed, dataKey, purpose);
  if (!opened.ok) return { secrets: noSecrets, locked: opened.problem };
  return { secrets: secretsSchema.parse(JSON.parse(opened.text)), locked: null };
}

/** A crash leaves the old octets or the new ones. */
function writeOwnerOnly(file: string, text: string): void {
  const temporary = `${file}.part`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

/** Makes the renaming durable. Windows has no fsync of folders, and needs none. */
function syncFolder(dir: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

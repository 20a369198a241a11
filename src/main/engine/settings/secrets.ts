import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
  /** Writes beside what is there, locked or not, what takes its place once a transaction has saved the `id`. */
  stage(change: Partial<Secrets>): StagedSecrets;
  /** What a backup holds: readable on any machine, where it is readable here. Null where there are none. */
  forBackup(): string | null;
}

/** On the disk, and not in use: settings and secrets change by one commit, which names these. */
export interface StagedSecrets {
  id: number;
  /** After the commit. A crash before it is made good by the next start. */
  takeIntoUse(): void;
  discard(): void;
}

/**
 * Opens the file; of secrets that were staged when an engine crashed, those are taken that the database names as
 * `committedId`, and the others deleted. What is in the clear is sealed at once where there is a `dataKey`. Sealed secrets that it does not open
 * stay as they are until others are saved. @throws {Error} for a file that is no file of secrets; it quotes nothing of it
 */
export function createSecretStore(
  file: string,
  dataKey: Buffer | null = null,
  committedId: number | null = null,
): SecretStore {
  finishStaged(file, committedId);
  let found = read(file, dataKey);
  const textOf = (secrets: Secrets) => {
    const plain = JSON.stringify(secrets);
    return dataKey === null ? plain : JSON.stringify(sealText(plain, dataKey, purpose));
  };
  let lastId = committedId ?? 0;
  const stage = (secrets: Secrets): StagedSecrets => {
    lastId += 1;
    const id = lastId;
    const staged = stagedFile(file, id);
    const text = textOf(secrets);
    writeDurably(staged, text);
    return {
      id,
      takeIntoUse() {
        found = { secrets, locked: null, text, isSealed: dataKey !== null };
        putInPlace(staged, file);
      },
      discard: () => rmSync(staged, { force: true }),
    };
  };
  if (dataKey !== null && found.text !== null && !found.isSealed) stage(found.secrets).takeIntoUse();

  return {
    get: () => found.secrets,
    locked: () => found.locked,
    seals: dataKey !== null,
    stage: (change) => stage({ ...found.secrets, ...change }),
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

const stagedFile = (file: string, id: number) => `${file}.${id}.staged`;

/** After a crash: nothing is left beside the file, since that may be in the clear. */
function finishStaged(file: string, committedId: number | null): void {
  const folder = dirname(file);
  const committed = committedId === null ? null : basename(stagedFile(file, committedId));
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!name.startsWith(`${basename(file)}.`)) continue;
    if (name === committed) putInPlace(join(folder, name), file);
    // An earlier version wrote to `.part`.
    else if (name.endsWith('.staged') || name.endsWith('.part')) rmSync(join(folder, name), { force: true });
  }
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncFolder(dirname(file));
}

/** A crash leaves the old octets or the new ones. */
function putInPlace(staged: string, file: string): void {
  renameSync(staged, file);
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

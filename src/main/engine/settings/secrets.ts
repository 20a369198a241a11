import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';

const secretsSchema = z.object({ smartHostPassword: z.string().nullable().default(null) });
export type Secrets = z.infer<typeof secretsSchema>;

/** Secrets outside the database, in a file that only its owner can read. They never enter logs, events or answers. */
export interface SecretStore {
  get(): Secrets;
  save(change: Partial<Secrets>): void;
}

export function createSecretStore(file: string): SecretStore {
  let secrets = read(file);
  return {
    get: () => secrets,
    save(change) {
      const next = { ...secrets, ...change };
      writeOwnerOnly(file, JSON.stringify(next));
      secrets = next;
    },
  };
}

function read(file: string): Secrets {
  try {
    chmodSync(file, 0o600);
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return secretsSchema.parse({});
    // The text of a parse error could quote the secret.
    throw new Error(`The file of secrets ${file} cannot be read. Delete it and enter the smart host's password again.`);
  }
}

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
}

import { mkdirSync } from 'node:fs';
import { createEngineClient } from '../../../shared/contract/client.ts';
import { ContractError } from '../../../shared/contract/errors.ts';
import { EngineStartError } from '../engine.types.ts';
import { findAppRoot } from './appRoot.ts';
import { connectToEngine } from './engineConnection.ts';
import { readEngineFile } from './engineFile.ts';
import type { Output } from './output.ts';

export interface BackupOptions {
  action: 'backup' | 'restore';
  dataDir: string;
  /** A whole path. */
  file: string;
  json: boolean;
}

/** What is printed of it, and whether it holds a password that only this machine can read. */
interface StoredBackup {
  file: string;
  passwordIsSealed?: boolean;
}

/** `sealpost backup` asks the running engine, or reads the folder where none runs; `sealpost restore` needs it stopped. */
export async function runBackupCommand(
  { action, dataDir, file, json }: BackupOptions,
  output: Output,
): Promise<number> {
  try {
    if (action === 'backup') {
      const { passwordIsSealed = false, ...summary } = readEngineFile(dataDir)
        ? await askEngine(dataDir, file)
        : await backUpStopped(dataDir, file);
      output.print(json ? JSON.stringify(summary) : `Everything is in ${file}. Keep it safe: keys and mail are in it.`);
      if (!json && passwordIsSealed) output.print(sealedSentence);
      return 0;
    }
    const { keptAside, messages } = await restoreStopped(dataDir, file);
    const held = messages === 1 ? 'Its one message is' : `Its ${messages} messages are`;
    const about = messages === 0 ? 'No mail was in it.' : `${held} on hold: release what is still to be sent.`;
    output.print(
      json
        ? JSON.stringify({ messages, keptAside })
        : `Restored to ${dataDir}. ${about} What was there before is in ${keptAside}.`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    throw new ContractError({ code: 'unavailable', message: error.message }, { cause: error });
  }
}

const sealedSentence =
  'The password of the smart host is sealed in it for this machine. Elsewhere it has to be entered again; a backup that the running desktop app makes has it readable.';

async function askEngine(dataDir: string, file: string): Promise<StoredBackup> {
  const connection = await connectToEngine(dataDir);
  try {
    return await createEngineClient(connection.channel).call('backup.create', { file });
  } finally {
    connection.close();
  }
}

async function backUpStopped(dataDir: string, file: string): Promise<StoredBackup> {
  const { prepareDataFolder } = await import('../storage/dataFolder.ts');
  const { openFolder } = await import('../openFolder.ts');
  const { closeDatabase } = await import('../storage/database.ts');
  const { writeBackup } = await import('../storage/backup.ts');
  const { createSecretStore } = await import('../settings/secrets.ts');
  const { createSettingsStore } = await import('../settings/store.ts');
  const folder = prepareDataFolder(dataDir);
  const now = Date.now();
  const { db } = openFolder(folder, now);
  try {
    const about = { version: findAppRoot().version, now };
    const passwordIsSealed =
      createSecretStore(folder.secretsFile, null, createSettingsStore(db).secretsId()).locked() !== null;
    return { file, ...(await writeBackup(db, folder, file, about, () => () => {})), passwordIsSealed };
  } finally {
    closeDatabase(db);
  }
}

/** The exclusive lock tells whether an engine runs there, also one that this user cannot see. */
async function restoreStopped(dataDir: string, file: string) {
  const { checkBackup, putInPlace, stageBackup } = await import('../storage/restore.ts');
  const { problemSentence } = await import('../api/backup.ts');
  const { prepareDataFolder } = await import('../storage/dataFolder.ts');
  const { lockDatabase } = await import('../storage/database.ts');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const folder = prepareDataFolder(dataDir);
  const checked = await checkBackup(file);
  if (!checked.ok) {
    const message = problemSentence(checked.problem);
    throw new ContractError({ code: 'invalid-input', field: 'file', message });
  }
  lockDatabase(folder.databaseFile);
  const now = Date.now();
  const staged = await stageBackup(file, dataDir, checked.summary, now);
  const keptAside = putInPlace(dataDir, staged, now);
  return { messages: checked.summary.messages, keptAside };
}

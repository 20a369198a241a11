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

/** `sealpost backup` asks the running engine, or reads the folder where none runs; `sealpost restore` needs it stopped. */
export async function runBackupCommand(
  { action, dataDir, file, json }: BackupOptions,
  output: Output,
): Promise<number> {
  try {
    if (action === 'backup') {
      const summary = readEngineFile(dataDir) ? await askEngine(dataDir, file) : await backUpStopped(dataDir, file);
      output.print(json ? JSON.stringify(summary) : `Everything is in ${file}. Keep it safe: keys and mail are in it.`);
      return 0;
    }
    const { keptAside, messages } = await restoreStopped(dataDir, file);
    const held = messages === 1 ? 'Its one message is' : `Its ${messages} messages are`;
    output.print(
      json
        ? JSON.stringify({ messages, keptAside })
        : `Restored to ${dataDir}. ${held} on hold: release what is still to be sent. What was there before is in ${keptAside}.`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    throw new ContractError({ code: 'unavailable', message: error.message }, { cause: error });
  }
}

async function askEngine(dataDir: string, file: string) {
  const connection = await connectToEngine(dataDir);
  try {
    return await createEngineClient(connection.channel).call('backup.create', { file });
  } finally {
    connection.close();
  }
}

async function backUpStopped(dataDir: string, file: string) {
  const { prepareDataFolder } = await import('../storage/dataFolder.ts');
  const { openFolder } = await import('../openFolder.ts');
  const { closeDatabase } = await import('../storage/database.ts');
  const { writeBackup } = await import('../storage/backup.ts');
  const folder = prepareDataFolder(dataDir);
  const now = Date.now();
  const { db } = openFolder(folder, now);
  try {
    const about = { version: findAppRoot().version, now };
    return { file, ...(await writeBackup(db, folder, file, about, () => () => {})) };
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

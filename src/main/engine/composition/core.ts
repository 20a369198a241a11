import type { Notice } from '../../../shared/contract/status.ts';
import { type ChangeSignal, createChangeSignal } from '../api/changeSignal.ts';
import type { EngineDeps } from '../engine.types.ts';
import { type OpenedFolder, openSettings } from '../openFolder.ts';
import type { Clock, Logger, Random } from '../runtime.ts';
import type { EngineSettings } from '../settings/engineSettings.ts';
import type { Db } from '../storage/database.ts';
import type { DataFolder } from '../storage/dataFolder.ts';
import { takeRestored } from '../storage/restore.ts';
import { toTime } from '../storage/times.ts';
import { createWriter, type Writer } from '../storage/writer.ts';

/** What every other part of one engine is built on. */
export interface Core {
  folder: DataFolder;
  db: Db;
  writer: Writer;
  settings: EngineSettings;
  /** Raised when the queue or the status is not what it was. */
  changes: ChangeSignal;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** Monotonic, in milliseconds. */
  stopwatchMs(): number;
  /** Epoch ms. */
  startedAt: number;
  /** What was saved from a damaged database, in words; null when all was well. */
  damage: string | null;
  /** What the opening of the data folder came to, for the admin. */
  openNotices: readonly Notice[];
}

/** `moreToCome` as the writer has it. @throws {EngineStartError} `settings-invalid` */
export function composeCore(
  { db, setAside, salvaged }: OpenedFolder,
  folder: DataFolder,
  startedAt: number,
  deps: EngineDeps,
  moreToCome: () => boolean,
): Core {
  const { clock, random, logger } = deps;
  const openNotices: Notice[] = [];
  if (setAside !== null) {
    openNotices.push({ kind: 'database-set-aside', at: toTime(startedAt), detail: `${setAside}. ${salvaged}` });
    logger.error({ setAside, salvaged }, 'The database was damaged. It is kept aside and a new one was made.');
  }
  const restored = takeRestored(db);
  if (restored !== null) {
    openNotices.push({ kind: 'backup-restored', at: toTime(startedAt), detail: String(restored.messages) });
  }
  const writer = createWriter(db, {
    onBug: (error) => logger.error({ error }, 'Something went wrong after a commit: a bug.'),
    moreToCome,
  });
  return {
    folder,
    db,
    writer,
    settings: openSettings(db, folder, deps),
    changes: createChangeSignal(clock),
    clock,
    random,
    logger,
    stopwatchMs: () => performance.now(),
    startedAt,
    damage: setAside === null ? null : `The database was damaged and is kept aside as ${setAside}. ${salvaged}`,
    openNotices,
  };
}

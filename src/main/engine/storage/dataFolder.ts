import { accessSync, chmodSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineStartError } from '../engine.types.ts';

/** Where everything of one engine lies. Only the owner can enter it: queue, history and keys are in there. */
export interface DataFolder {
  path: string;
  databaseFile: string;
  spoolDir: string;
  secretsFile: string;
}

/** Creates the folder where it is missing and proves that it can be written. @throws {EngineStartError} */
export function prepareDataFolder(path: string): DataFolder {
  const spoolDir = join(path, 'spool');
  try {
    mkdirSync(spoolDir, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    accessSync(path, constants.R_OK | constants.W_OK);
    const probe = join(path, `.write-probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new EngineStartError(
      'data-dir-not-writable',
      `The data folder ${path} cannot be written: ${reasonOf(error)}.`,
      {
        cause: error,
      },
    );
  }
  return { path, databaseFile: join(path, 'sealpost.db'), spoolDir, secretsFile: join(path, 'secrets.json') };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) return 'unknown reason';
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file is in the way';
    default:
      return String(error.code);
  }
}

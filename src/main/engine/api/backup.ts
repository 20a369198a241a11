import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { BackupSummary } from '../../../shared/contract/backup.ts';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { BackupSummary as WrittenBackup } from '../storage/backup.ts';
import { checkBackup, putInPlace, type RestoreProblem, stageBackup, undoRestore } from '../storage/restore.ts';
import { toTime } from '../storage/times.ts';
import type { ApiContext } from './context.ts';
import { createTurns } from './turns.ts';

type BackupHandlers = Pick<CommandHandlers, 'backup.create' | 'backup.list' | 'backup.check' | 'backup.restore'>;

const extension = '.sealpost';

export function createBackupHandlers({ dataDir, clock, backup, restart }: ApiContext): BackupHandlers {
  const ownFolder = join(dataDir, 'backups');
  const takeTurn = createTurns();

  const checked = async (file: string): Promise<WrittenBackup> => {
    if (!isAbsolute(file)) throw invalid('Give the whole path of the file.');
    const result = await checkBackup(file);
    if (!result.ok) throw invalid(problemSentence(result.problem));
    return result.summary;
  };

  return {
    'backup.create': ({ file }) =>
      takeTurn(async () => {
        const stamp = toTime(clock.now()).replaceAll(/[:.]/g, '-');
        const target = file ?? join(ownFolder, `sealpost-${stamp}${extension}`);
        if (file === undefined) mkdirSync(ownFolder, { recursive: true, mode: 0o700 });
        if (!isAbsolute(target)) throw invalid('Give the whole path of the file.');
        if (existsSync(target)) throw invalid('There is such a file already. Choose another name.');
        if (!existsSync(dirname(target))) throw invalid(`There is no folder ${dirname(target)}.`);
        try {
          return viewOf(target, await backup(target));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new ContractError(
            { code: 'unavailable', field: 'file', message: `The backup could not be written: ${reason}` },
            { cause: error },
          );
        }
      }),
    'backup.list': () => ({ folder: ownFolder, backups: listBackups(ownFolder) }),
    'backup.check': async ({ file }) => viewOf(file, await checked(file)),
    'backup.restore': ({ file }) =>
      takeTurn(async () => {
        if (!restart) {
          const message = 'This engine cannot start anew by itself. Stop it and use: sealpost restore';
          throw new ContractError({ code: 'unavailable', message });
        }
        const summary = await checked(file);
        const staged = await stageBackup(file, dataDir, summary, clock.now());
        let keptAside = '';
        await restart(() => {
          keptAside = putInPlace(dataDir, staged, clock.now());
          return () => undoRestore(dataDir, keptAside, clock.now() + 1);
        });
        return { ...viewOf(file, summary), keptAside };
      }),
  };
}

function listBackups(folder: string) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .map((name) => {
      const file = join(folder, name);
      const { size, mtimeMs } = statSync(file);
      return { file, bytes: size, modifiedAt: toTime(Math.floor(mtimeMs)) };
    })
    .sort((a, b) => (a.modifiedAt < b.modifiedAt ? 1 : -1));
}

function viewOf(
  file: string,
  { createdAt, version, messages, rules, routes, users, bytes }: WrittenBackup,
): BackupSummary {
  return { file, bytes, createdAt: toTime(createdAt), version, messages, rules, routes, users };
}

function invalid(message: string): ContractError {
  return new ContractError({ code: 'invalid-input', field: 'file', message });
}

export function problemSentence(problem: RestoreProblem): string {
  switch (problem) {
    case 'not-a-backup':
      return 'This is no backup of Sealpost.';
    case 'damaged':
      return 'This backup is damaged: it is not as it was written. Take another one.';
    case 'too-new':
      return 'This backup was written by a newer Sealpost. Update this one first.';
    case 'unreadable':
      return 'The file cannot be read. Check that it is there, and that Sealpost may read it.';
    default:
      return assertNever(problem);
  }
}

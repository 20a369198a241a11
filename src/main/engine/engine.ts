import { createApi } from './api/api.ts';
import { createApiContext } from './composition/apiContext.ts';
import { startParts, stopParts } from './composition/lifecycle.ts';
import { composeParts } from './composition/parts.ts';
import { type Engine, type EngineDeps, EngineStartError } from './engine.types.ts';
import type { Intake } from './intake/types.ts';
import { type OpenedFolder, openFolder } from './openFolder.ts';
import { isStorageTrouble } from './storage/database.ts';
import { type DataFolder, prepareDataFolder } from './storage/dataFolder.ts';

/** Opens the data folder, starts listening and delivering. @throws {EngineStartError} */
export async function createEngine(deps: EngineDeps): Promise<Engine> {
  const startedAt = deps.clock.now();
  const folder = prepareDataFolder(deps.dataDir);
  let opened: OpenedFolder | null = null;
  try {
    opened = openFolder(folder, startedAt);
    return await startOn(opened, folder, startedAt, deps);
  } catch (error) {
    // Else the folder would stay locked for as long as this process lives.
    opened?.db.close();
    if (!isStorageTrouble(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The database ${folder.databaseFile} cannot be used: ${reason}.`;
    throw new EngineStartError('data-dir-not-writable', message, { cause: error });
  }
}

async function startOn(opened: OpenedFolder, folder: DataFolder, startedAt: number, deps: EngineDeps): Promise<Engine> {
  const parts = await composeParts(opened, folder, startedAt, deps);
  await startParts(parts);
  return {
    api: createApi(
      createApiContext(parts, deps),
      parts.core.changes,
      parts.outbound.ruleChanges,
      parts.history.trafficChanges,
    ),
    smtpAddresses: () => openAddresses(parts.inbound.intake),
    stop: () => stopParts(parts),
  };
}

function openAddresses(intake: Intake): string[] {
  return intake
    .status()
    .filter(({ state }) => state === 'listening')
    .map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`));
}

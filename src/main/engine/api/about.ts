import { release, type as systemName } from 'node:os';
import { join } from 'node:path';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { toTime } from '../storage/times.ts';
import type { ApiContext } from './context.ts';

export function createAboutHandlers(context: ApiContext): Pick<CommandHandlers, 'about.get'> {
  return {
    'about.get': () => ({
      version: context.version,
      node: process.versions.node,
      sqlite: context.sqliteVersion,
      openssl: process.versions.openssl,
      platform: process.platform,
      arch: process.arch,
      system: `${systemName()} ${release()}`,
      startedAt: toTime(context.startedAt),
      dataDir: context.dataDir,
      logFile: join(context.dataDir, 'engine.log'),
    }),
  };
}

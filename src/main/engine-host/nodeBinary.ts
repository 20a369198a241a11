import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** better-sqlite3 is built for this version of Node's native interface. */
const neededNapi = 10;

/** True where this Electron's own Node can run the engine. `napi` is `process.versions.napi`. */
export function canRunEngine(napi: string | undefined): boolean {
  return Number(napi) >= neededNapi;
}

/** A Node >= 22.14 that runs the engine where this Electron's cannot: `SEALPOST_NODE`, else the checkout's own. */
export function findNodeBinary(
  appPath: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const given = env.SEALPOST_NODE;
  if (given) return given;
  const own = join(appPath, 'node_modules', 'node', 'bin', platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(own) ? own : null;
}

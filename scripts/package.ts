/**
 * Makes the installers of the platform it runs on, or with `--dir` the folder that they install:
 *
 *     npm run package -- [--dir] [--linux|--mac|--win]
 *
 * The Electron under ELECTRON_OVERRIDE_DIST_PATH is taken where that is set: for tests, never for a release.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.ts';
import { inCheckout } from './checkout.ts';
import { runShown } from './test/command.ts';

/** `-c.…` options for another Electron than the one in package.json. */
function electronOptions(electronDir: string | undefined): string[] {
  if (!electronDir) return [];
  const versionFile = join(electronDir, 'version');
  if (!existsSync(versionFile)) throw new Error(`${electronDir} holds no Electron: it has no file named version.`);
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '');
  return [`-c.electronDist=${electronDir}`, `-c.electronVersion=${version}`];
}

/** Runs electron-builder with these arguments. Returns its exit code. */
export async function runElectronBuilder(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  buildIfStale();
  const code = await runShown([
    process.execPath,
    inCheckout('node_modules', 'electron-builder', 'cli.js'),
    '--publish=never',
    ...electronOptions(env.ELECTRON_OVERRIDE_DIST_PATH),
    ...args,
  ]);
  return code ?? 1;
}

if (import.meta.main) process.exitCode = await runElectronBuilder(process.argv.slice(2), process.env);

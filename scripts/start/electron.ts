import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inCheckout, root } from '../checkout.ts';
import type { StartArgs } from './startArgs.ts';

const downloadLimitMs = 120_000;
/** An Electron that ends so soon, and by a crash, cannot run on this machine: a library is missing, for example. */
const crashWindowMs = 10_000;
const packageDir = inCheckout('node_modules', 'electron');

/** False where a window could not be shown. Only Linux can be without a display and still run a desktop's programs. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Electron's binary, downloaded if need be; null where it cannot be had. */
export function findElectron(env: NodeJS.ProcessEnv): string | null {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const binary = join(override, binaryName());
    return existsSync(binary) ? binary : null;
  }
  if (installedBinary() === null) {
    process.stderr.write('Fetching Electron (once) …\n');
    // Its package has no install script any more: this is what it does itself when it is first asked for.
    spawnSync(process.execPath, [join(packageDir, 'install.js')], {
      stdio: 'ignore',
      timeout: downloadLimitMs,
      killSignal: 'SIGKILL',
      env,
    });
  }
  return installedBinary();
}

function installedBinary(): string | null {
  try {
    const binary = join(packageDir, 'dist', readFileSync(join(packageDir, 'path.txt'), 'utf8'));
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

function binaryName(): string {
  if (process.platform === 'win32') return 'electron.exe';
  return process.platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : 'electron';
}

/** Runs the desktop app to its end. Returns its exit code, or null where Electron crashed before it came up. */
export async function runElectron(binary: string, { desktop, desktopEngine }: StartArgs): Promise<number | null> {
  const startedAt = performance.now();
  // Chromium's sandbox refuses to work for root.
  const switches = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const early = process.env.ELECTRON_OVERRIDE_DIST_PATH
    ? ['-r', inCheckout('scripts', 'start', 'registerScheme.cjs')]
    : [];
  const env = { ...process.env };
  if (desktopEngine.length > 0) env.SEALPOST_ENGINE_ARGS = JSON.stringify(desktopEngine);
  const child = spawn(binary, [...switches, ...early, root, ...desktop], { stdio: 'inherit', env });
  let asked = false;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      asked = true;
      child.kill(signal);
    });
  }
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    // 127: the dynamic linker did not find a library.
    child.once('exit', (exitCode) => resolve(exitCode === 127 ? null : exitCode));
  });
  if (code !== null) return code;
  return asked || performance.now() - startedAt > crashWindowMs ? 1 : null;
}

import { createRequire } from 'node:module';

/** The Electron that `ELECTRON_OVERRIDE_DIST_PATH` or the package brings, as Playwright finds it. */
export function electronBinary(): string {
  const binary: unknown = createRequire(import.meta.url)('electron/index.js');
  const path = typeof binary === 'function' ? binary() : binary;
  if (typeof path !== 'string') throw new Error('Electron has no binary here.');
  return path;
}

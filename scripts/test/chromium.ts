import { existsSync } from 'node:fs';
import { findChromium } from '../../tests/support/findChromium.ts';
import { inCheckout } from '../checkout.ts';
import { runShown } from './command.ts';

/** Finds a Chromium, or installs one with what the machine has: Debian's as root, else Playwright's own. */
export async function haveChromium(): Promise<string | null> {
  const found = findChromium();
  if (found !== null) return found;
  process.stderr.write('Installing Chromium for the tests …\n');
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await runShown(['apt-get', 'update', '-q'], env);
    await runShown(['apt-get', 'install', '-q', '-y', '--no-install-recommends', 'chromium'], env);
  }
  if (findChromium() === null) {
    await runShown([
      process.execPath,
      inCheckout('node_modules', '@playwright', 'test', 'cli.js'),
      'install',
      'chromium',
    ]);
  }
  return findChromium();
}

import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

export interface LaunchOptions {
  /** Null is the default one, and for the demo a throwaway one. */
  dataDir: string | null;
  /** Start in the tray, without a window. */
  hidden: boolean;
  demo: boolean;
}

/** Reads the app's own words on its command line, among those of Electron and Chromium. */
export function readLaunchOptions(argv: readonly string[], env: NodeJS.ProcessEnv, cwd: string): LaunchOptions {
  const given = optionValue(argv, '--data-dir') || env.SEALPOST_DATA_DIR;
  return {
    dataDir: given ? resolve(cwd, given) : null,
    hidden: argv.includes('--hidden'),
    demo: argv.includes('--demo'),
  };
}

/**
 * Where the shell keeps its own files: window size, Chromium's caches and the lock that lets one shell run per data
 * folder. Never the data folder itself, which on some platforms has the name that Electron would choose.
 */
export function userDataDir(appDataDir: string, { dataDir, demo }: Pick<LaunchOptions, 'dataDir' | 'demo'>): string {
  return join(appDataDir, 'Sealpost', folderName(dataDir, demo));
}

function folderName(dataDir: string | null, demo: boolean): string {
  if (dataDir === null) return demo ? 'demo' : 'desktop';
  return `desktop-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
}

function optionValue(argv: readonly string[], name: string): string | undefined {
  const joined = argv.find((word) => word.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const at = argv.indexOf(name);
  return at === -1 ? undefined : argv[at + 1];
}

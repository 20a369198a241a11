import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { desktopEntry, isEntryEnabled } from './desktopEntry.ts';

/** Whether the system starts the app when the user logs in. The system's own list is the truth: nothing is kept here. */
export interface LoginItem {
  supported: boolean;
  isEnabled(): boolean;
  /** @throws where the system does not let us */
  set(enabled: boolean, hidden: boolean): void;
}

export interface LoginItemOptions {
  platform: NodeJS.Platform;
  /** What starts the app: the program, and in a checkout the folder of the app. */
  command: readonly string[];
  /** Null is the default one. */
  dataDir: string | null;
  /** `$XDG_CONFIG_HOME`, or `~/.config`. */
  configHome: string;
  /** Electron's, for Windows and macOS. */
  system: {
    setLoginItemSettings(settings: { openAtLogin: boolean; path?: string; args?: string[] }): void;
    getLoginItemSettings(options?: { path?: string; args?: string[] }): { openAtLogin: boolean };
  };
}

export const noLoginItem: LoginItem = { supported: false, isEnabled: () => false, set() {} };

export function createLoginItem(options: LoginItemOptions): LoginItem {
  switch (options.platform) {
    case 'linux':
      return linuxLoginItem(options);
    case 'win32':
    case 'darwin':
      return systemLoginItem(options);
    default:
      return noLoginItem;
  }
}

/** The app's own words at a start by the system. */
function loginArguments(dataDir: string | null, hidden: boolean): string[] {
  return [...(hidden ? ['--hidden'] : []), ...(dataDir === null ? [] : ['--data-dir', dataDir])];
}

function linuxLoginItem({ command, dataDir, configHome }: LoginItemOptions): LoginItem {
  const suffix = dataDir === null ? '' : `-${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}`;
  const file = join(configHome, 'autostart', `sealpost${suffix}.desktop`);
  return {
    supported: true,
    isEnabled() {
      try {
        return isEntryEnabled(readFileSync(file, 'utf8'));
      } catch {
        return false;
      }
    },
    set(enabled, hidden) {
      if (!enabled) {
        rmSync(file, { force: true });
        return;
      }
      const entry = desktopEntry([...command, ...loginArguments(dataDir, hidden)]);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, entry);
    },
  };
}

function systemLoginItem({ platform, command, dataDir, system }: LoginItemOptions): LoginItem {
  const [path, ...more] = command;
  // macOS starts an app bundle without arguments; whether it shows a window is decided at its start.
  const itemFor = (hidden: boolean) =>
    platform === 'darwin' || path === undefined ? {} : { path, args: [...more, ...loginArguments(dataDir, hidden)] };
  return {
    supported: true,
    // On Windows an entry is known by its arguments.
    isEnabled: () => [true, false].some((hidden) => system.getLoginItemSettings(itemFor(hidden)).openAtLogin),
    set: (enabled, hidden) => system.setLoginItemSettings({ openAtLogin: enabled, ...itemFor(hidden) }),
  };
}

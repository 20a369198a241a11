import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, nativeTheme, shell } from 'electron';
import type { EngineHost, Preferences } from '../../shared/contract/desktop.ts';
import { chooseFile } from './chooseFile.ts';
import { createDesktopApi, type DesktopApi } from './desktopApi.ts';
import { createLoginItem, type LoginItem, noLoginItem } from './loginItem.ts';
import { openPreferences, type PreferencesStore } from './preferences.ts';

export interface DesktopOptions {
  /** The folder of our package.json. */
  appPath: string;
  /** As it was given on the command line; null is the default one. */
  givenDataDir: string | null;
  /** As it is. */
  dataDir: string;
  demo: boolean;
  env: NodeJS.ProcessEnv;
  engine(): EngineHost;
  onChanged(): void;
  log(line: string): void;
}

export interface Desktop {
  api: DesktopApi;
  preferences: PreferencesStore;
  /** True where the system started the app and the user wants no window then. */
  startsHidden: boolean;
}

/** What belongs to this desktop and its user: preferences, start at login, colours, folders. */
export function openDesktop({ dataDir, engine, onChanged, log, ...options }: DesktopOptions): Desktop {
  const shellDir = app.getPath('userData');
  const preferences = openPreferences(join(shellDir, 'preferences.json'));
  const loginItem = options.demo ? noLoginItem : loginItemOf(options);
  applyColors(preferences.get());
  renewLoginItem(loginItem, preferences, log);

  const api = createDesktopApi({
    preferences,
    loginItem,
    versions: {
      app: app.getVersion(),
      electron: process.versions.electron ?? '',
      chromium: process.versions.chrome ?? '',
      node: process.versions.node,
    },
    folders: [
      { id: 'data', path: dataDir },
      { id: 'desktop', path: shellDir },
    ],
    engine,
    openFolder: (path) => shell.openPath(path),
    chooseFile,
    onChanged() {
      applyColors(preferences.get());
      onChanged();
    },
    onBug: (error) => log(`A call of the page failed because of a bug: ${String(error)}`),
  });
  const byLogin = process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
  return { api, preferences, startsHidden: byLogin && preferences.get().startHidden };
}

/** The app may have moved since: what is to start at login is where it is now. */
function renewLoginItem(loginItem: LoginItem, preferences: PreferencesStore, log: (line: string) => void): void {
  if (process.platform !== 'linux' || !loginItem.isEnabled()) return;
  try {
    loginItem.set(true, preferences.get().startHidden);
  } catch (error) {
    log(`What starts at login could not be renewed: ${String(error)}`);
  }
}

function loginItemOf({
  appPath,
  givenDataDir,
  env,
}: Pick<DesktopOptions, 'appPath' | 'givenDataDir' | 'env'>): LoginItem {
  // An AppImage is mounted at another place at each start.
  const program = env.APPIMAGE || process.execPath;
  return createLoginItem({
    platform: process.platform,
    command: app.isPackaged ? [program] : [program, appPath],
    dataDir: givenDataDir,
    configHome: env.XDG_CONFIG_HOME || join(homedir(), '.config'),
    system: app,
  });
}

function applyColors({ colorScheme }: Preferences): void {
  nativeTheme.themeSource = colorScheme === 'auto' ? 'system' : colorScheme;
}

import { join } from 'node:path';
import { _electron, type ElectronApplication } from '@playwright/test';
import { appDir, builtFile } from './builtApp.ts';

export interface DesktopOptions {
  dataDir: string;
  /** Where the shell keeps its own files in this test. */
  configDir: string;
  /** Options of the engine that it starts. */
  engineArgs?: readonly string[];
  /** The app's own words: `--hidden`. */
  args?: readonly string[];
}

/** The command line of the app as it is built, for Playwright or for a second start. */
export function desktopArgs({ dataDir, args = [] }: DesktopOptions): string[] {
  builtFile('main', 'index.js');
  return ['-r', join(appDir, 'scripts', 'start', 'registerScheme.cjs'), appDir, '--data-dir', dataDir, ...args];
}

export function desktopEnv({ configDir, engineArgs = [] }: DesktopOptions): Record<string, string> {
  const env = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(env),
    XDG_CONFIG_HOME: configDir,
    SEALPOST_NODE: process.execPath,
    SEALPOST_ENGINE_ARGS: JSON.stringify(engineArgs),
  };
}

/** Apps that have ended: Playwright knows nothing more of those. */
const ended = new WeakSet<ElectronApplication>();

/** Starts the desktop app. Dialogs of the system are answered with their first button: nobody is there to do it. */
export async function launchDesktop(options: DesktopOptions): Promise<ElectronApplication> {
  const desktop = await _electron.launch({ args: desktopArgs(options), env: desktopEnv(options), cwd: appDir });
  desktop.once('close', () => ended.add(desktop));
  await answerDialogs(desktop, 0);
  return desktop;
}

/** Answers every message box with `button` from now on, and keeps what was asked for `askedDialogs`. */
export async function answerDialogs(desktop: ElectronApplication, button: number): Promise<void> {
  await desktop.evaluate(({ dialog }, response) => {
    const asked: unknown[] = [];
    Reflect.set(globalThis, 'askedDialogs', asked);
    Reflect.set(dialog, 'showMessageBox', async (options: unknown) => {
      asked.push(options);
      return { response, checkboxChecked: false };
    });
  }, button);
}

export function askedDialogs(desktop: ElectronApplication): Promise<unknown> {
  return desktop.evaluate(() => Reflect.get(globalThis, 'askedDialogs'));
}

/** Quits the app as a person who says yes would; one that has ended already is fine. */
export async function closeDesktop(desktop: ElectronApplication): Promise<void> {
  if (ended.has(desktop)) return;
  await answerDialogs(desktop, 0);
  await desktop.close();
}

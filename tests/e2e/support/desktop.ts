import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { appDir, builtFile } from './builtApp.ts';

export interface DesktopOptions {
  dataDir: string;
  /** Where the shell keeps its own files in this test. */
  configDir: string;
  /** Options of the engine that it starts. */
  engineArgs?: readonly string[];
  /** The app's own words: `--hidden`. */
  args?: readonly string[];
  /** Modules that are loaded before the app. */
  preloads?: readonly string[];
  /** What runs the engine: the Node of the tests by default. */
  node?: string;
  /** As for `answerDialogs`: the first button by default. */
  dialogButton?: number | null;
}

/** Where there is none, Chromium starts its GPU process in vain, twice, and that ends while the page loads. */
const noGpu = ['--disable-gpu'];

const testHooksFile = join(import.meta.dirname, 'testHooks.cjs');

/** The command line of the app as it is built, for Playwright or for a second start. */
export function desktopArgs({ dataDir, args = [], preloads = [] }: DesktopOptions): string[] {
  builtFile('main', 'index.js');
  const early = [join(appDir, 'scripts', 'start', 'registerScheme.cjs'), testHooksFile, ...preloads];
  return [...early.flatMap((file) => ['-r', file]), appDir, '--data-dir', dataDir, ...args, ...noGpu];
}

export function desktopEnv({
  configDir,
  engineArgs = [],
  node = process.execPath,
  dialogButton = 0,
}: DesktopOptions): Record<string, string> {
  const env = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...Object.fromEntries(env),
    XDG_CONFIG_HOME: configDir,
    SEALPOST_NODE: node,
    SEALPOST_E2E_NODE: process.execPath,
    SEALPOST_E2E_DIALOG_BUTTON: JSON.stringify(dialogButton),
    SEALPOST_ENGINE_ARGS: JSON.stringify(engineArgs),
  };
}

/** Apps that have ended: Playwright knows nothing more of those. */
const ended = new WeakSet<ElectronApplication>();

/** Starts the desktop app. Its dialogs are answered for it: nobody is there to do it. */
export async function launchDesktop(options: DesktopOptions): Promise<ElectronApplication> {
  const desktop = await _electron.launch({ args: desktopArgs(options), env: desktopEnv(options), cwd: appDir });
  desktop.once('close', () => ended.add(desktop));
  return desktop;
}

/**
 * Evaluates in the app's main process, again where need be: now and then the debugger loses the answer of an Electron
 * that is just collecting garbage. What is evaluated must bear to run twice.
 */
export async function untilAnswered<Result>(evaluate: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await evaluate();
    } catch (error) {
      if (!String(error).includes('Resulting promise was garbage collected')) throw error;
    }
  }
}

/** In the app's own eyes, not through Playwright's window: whether its page is there. */
export function isPageShown(desktop: ElectronApplication): Promise<boolean> {
  const evaluate = () =>
    desktop.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Of a page that is never there it waits for ever.
      const isThere = window?.webContents.executeJavaScript('document.querySelector("nav") !== null');
      const late = new Promise((resolve) => setTimeout(resolve, 5000));
      return (await Promise.race([isThere, late])) === true;
    });
  return untilAnswered(evaluate);
}

/**
 * The app's window, once its page is there. Once in some two hundred starts Playwright holds on to a page that Electron
 * has replaced, and sees nothing of the one that is shown. Only where the app itself sees its page is it loaded again for
 * Playwright; a window that is really empty stays a failure.
 */
export async function firstShownWindow(desktop: ElectronApplication): Promise<Page> {
  const page = await desktop.firstWindow();
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  try {
    await navigation.waitFor({ timeout: 15_000 });
  } catch (error) {
    if (!(await isPageShown(desktop))) throw new Error('The window of the app is empty.', { cause: error });
    console.log('Playwright lost the page that the app shows: it is loaded again.');
    await untilAnswered(() => desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.reload()));
    await navigation.waitFor();
  }
  return page;
}

/**
 * Starts the desktop app until its window shows something: twice at most, and the second start is told. Once in some
 * hundred starts under the debugger nothing comes, not even when the app itself has loaded its page again.
 */
export async function launchShownDesktop(options: DesktopOptions): Promise<ElectronApplication> {
  const desktop = await launchDesktop(options);
  if (options.args?.includes('--hidden')) return desktop;
  let said = '';
  desktop.process().stderr?.on('data', (chunk) => {
    said += chunk;
  });
  try {
    await firstShownWindow(desktop);
    return desktop;
  } catch (error) {
    console.log(`The window showed nothing: the app is started again. ${String(error)}\nIt said:\n${said}`);
    const closing = closeDesktop(desktop).catch(() => undefined);
    await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 10_000))]);
    if (!ended.has(desktop)) desktop.process().kill('SIGKILL');
    return launchDesktop(options);
  }
}

/** What testHooks.cjs keeps in the app's main process. */
declare global {
  var dialogs: { answer: number | null; asked: unknown[]; open: ((button: number) => void)[] };
}

/** Which button is pressed from now on; what was asked before is forgotten. */
export async function answerDialogs(desktop: ElectronApplication, button: number | null): Promise<void> {
  await untilAnswered(() =>
    desktop.evaluate((_electron, answer) => Object.assign(globalThis.dialogs, { answer, asked: [] }), button),
  );
}

export function askedDialogs(desktop: ElectronApplication): Promise<unknown[]> {
  return untilAnswered(() => desktop.evaluate(() => globalThis.dialogs.asked));
}

/** Presses a button of the message boxes that are open. */
export async function pressButton(desktop: ElectronApplication, button: number): Promise<void> {
  await untilAnswered(() =>
    desktop.evaluate((_electron, pressed) => {
      for (const press of globalThis.dialogs.open.splice(0)) press(pressed);
    }, button),
  );
}

export async function askToQuit(desktop: ElectronApplication): Promise<void> {
  await untilAnswered(() => desktop.evaluate(({ app }) => app.quit()));
}

/** Quits the app as a person who says yes would; one that has ended already is fine. */
export async function closeDesktop(desktop: ElectronApplication): Promise<void> {
  if (ended.has(desktop)) return;
  await answerDialogs(desktop, 0);
  await desktop.close();
}

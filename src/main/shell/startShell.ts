import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, Menu, session } from 'electron';
import { defaultDataDir } from '../engine/entry/dataDir.ts';
import { createOpenEngine } from '../engine-host/openEngine.ts';
import { parseExtraArgs } from '../engine-host/serveArgs.ts';
import { createSupervisor } from '../engine-host/supervisor.ts';
import { serveWindow, type WindowIpc } from '../ipc/serveWindow.ts';
import { serveAppFiles } from './appProtocol.ts';
import { attentionNotice } from './attentionNotice.ts';
import type { LaunchOptions } from './launchOptions.ts';
import { createMainWindow } from './mainWindow.ts';
import { menuTemplate } from './menuTemplate.ts';
import { guardNavigation, limitPermissions } from './navigation.ts';
import { notify } from './notifications.ts';
import { handleQuit } from './quit.ts';
import { createRelayWatch } from './relayWatch.ts';
import { askAboutStartFailure } from './startFailureDialog.ts';
import { createTray } from './tray.ts';

export interface ShellOptions extends LaunchOptions {
  /** The folder of our package.json. */
  appPath: string;
  env: NodeJS.ProcessEnv;
}

/** How long a quitting app waits for its engine to end deliveries and close the database. */
const stopGraceMs = 5000;

/** Puts the desktop together: window, tray, menu and the engine they show. Call it once, when Electron is ready. */
export function startShell({ appPath, hidden, demo, env, ...options }: ShellOptions): void {
  const data = openDataFolder(options.dataDir, demo);
  const out = join(appPath, 'out');
  const resources = join(appPath, 'resources');
  let windowIpc: WindowIpc | null = null;

  serveAppFiles(session.defaultSession, join(out, 'renderer'));
  limitPermissions(session.defaultSession);
  guardNavigation(app);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)));

  const mainWindow = createMainWindow({
    preloadFile: join(out, 'preload', 'index.cjs'),
    iconFile: join(resources, 'icon.png'),
    stateFile: join(app.getPath('userData'), 'window.json'),
    onCreated({ webContents }) {
      windowIpc = serveWindow(webContents, (url) =>
        log(`A message from ${url ?? 'a frame that is gone'} was refused.`),
      );
      windowIpc.engineReach(relay.reach());
    },
  });

  const tray = createTray({
    imageDir: join(resources, 'tray'),
    onOpen: () => mainWindow.show(),
    onQuit: () => app.quit(),
  });

  const relay = createRelayWatch({
    onRelay: (state) => tray.show(state),
    onReach: (reach) => windowIpc?.engineReach(reach),
    onStatus(previous, next) {
      const notice = mainWindow.isFocused() ? null : attentionNotice(previous, next);
      if (notice) notify(notice, () => mainWindow.show());
    },
    onBug: (error) => log(`The engine answered in a way that was not expected: ${String(error)}`),
  });
  tray.show(relay.state());

  const engine = createSupervisor({
    open: createOpenEngine({
      appPath,
      dataDir: data.path,
      demo,
      extraArgs: parseExtraArgs(env.SEALPOST_ENGINE_ARGS),
      engineFile: join(out, 'main', 'engine.js'),
      cliFile: join(out, 'main', 'cli.js'),
      env,
      napi: process.versions.napi,
      onOutput: (line) => log(`engine: ${line}`),
    }),
    onState(state) {
      if (state.kind === 'restarting') log(`${state.reason} It is started again in ${state.delayMs / 1000} s.`);
      relay.engineHost(state);
      if (state.kind !== 'failed') return;
      log(`The engine could not start: ${state.failure.message}`);
      void askAboutStartFailure(state.failure).then((answer) => {
        if (answer === 'quit') app.quit();
        else engine.retry();
      });
    },
    now: () => Date.now(),
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  });

  handleQuit({
    app,
    relay: relay.state,
    waitingMessages: relay.waitingMessages,
    async stop() {
      mainWindow.letClose();
      await engine.stop(stopGraceMs);
      data.release();
    },
  });
  // Without a listener Electron would quit: the relay goes on in the tray.
  app.on('window-all-closed', () => {});
  app.on('activate', () => mainWindow.show());
  app.on('second-instance', (_event, _argv, _cwd, said) => {
    if (!isHiddenStart(said)) mainWindow.show();
  });

  engine.start();
  if (!hidden) mainWindow.show();
}

/** The demo runs in a folder of its own, which is gone with it. */
function openDataFolder(given: string | null, demo: boolean): { path: string; release(): void } {
  if (given !== null || !demo) return { path: given ?? defaultDataDir(), release() {} };
  const path = mkdtempSync(join(tmpdir(), 'sealpost-demo-'));
  return { path, release: () => rmSync(path, { recursive: true, force: true }) };
}

function isHiddenStart(said: unknown): boolean {
  return typeof said === 'object' && said !== null && 'hidden' in said && said.hidden === true;
}

/** The desktop's own log is its standard error; the engine keeps a file in the data folder. */
function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

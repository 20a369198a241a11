import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, Menu, type Session, safeStorage, session } from 'electron';
import type { EngineClient } from '../../shared/contract/client.ts';
import type { DesktopEvent } from '../../shared/contract/desktop.ts';
import { pauseInput } from '../../shared/domain/pauseChoices.ts';
import { defaultDataDir } from '../engine/entry/dataDir.ts';
import { freshHostRecord, recordHost } from '../engine-host/hostRecord.ts';
import { createOpenEngine } from '../engine-host/openEngine.ts';
import { parseExtraArgs } from '../engine-host/serveArgs.ts';
import { createSupervisor } from '../engine-host/supervisor.ts';
import { type DesktopIpc, serveDesktop } from '../ipc/serveDesktop.ts';
import { serveWindow, type WindowIpc } from '../ipc/serveWindow.ts';
import { serveAppFiles } from './appProtocol.ts';
import { dataKeyFile, readDataKey } from './dataKey.ts';
import { limitDownloads } from './downloads.ts';
import { createFailureWatch } from './failureWatch.ts';
import { createGuideWindow } from './guideWindow.ts';
import type { LaunchOptions } from './launchOptions.ts';
import { createMainWindow } from './mainWindow.ts';
import { menuTemplate } from './menuTemplate.ts';
import { guardNavigation, limitPermissions } from './navigation.ts';
import { openDesktop } from './openDesktop.ts';
import { openNotifier } from './openNotifier.ts';
import { handleQuit } from './quit.ts';
import { createRelayWatch } from './relayWatch.ts';
import { setTimer } from './setTimer.ts';
import { askAboutStartFailure } from './startFailureDialog.ts';
import { createTray } from './tray.ts';
import { describeTray } from './trayView.ts';

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
  const userData = app.getPath('userData');
  let page: { frames: WindowIpc; desktop: DesktopIpc } | null = null;
  let host = freshHostRecord(Date.now());

  const tellPage = (event: DesktopEvent) => page?.desktop.tell(event);
  const onRefusedSender = (url: string | undefined) =>
    log(`A message from ${url ?? 'a frame that is gone'} was refused.`);

  const desktop = openDesktop({
    appPath,
    givenDataDir: options.dataDir,
    dataDir: data.path,
    demo,
    env,
    engine: () => host,
    onChanged: () => tellPage({ kind: 'changed', view: desktop.api.view() }),
    log,
  });

  secureSession(session.defaultSession, join(out, 'renderer'));
  const guide = createGuideWindow(join(resources, 'icon.png'));
  guardNavigation(app, guide.show);

  const mainWindow = createMainWindow({
    preloadFile: join(out, 'preload', 'index.cjs'),
    iconFile: join(resources, 'icon.png'),
    stateFile: join(userData, 'window.json'),
    onCreated({ webContents }) {
      page = {
        frames: serveWindow(webContents, onRefusedSender),
        desktop: serveDesktop(webContents, desktop.api.call, onRefusedSender),
      };
      page.frames.engineReach(relay.reach());
    },
    goTo: (place) => tellPage({ kind: 'go', place }),
    log,
  });

  const menu = menuTemplate({
    platform: process.platform,
    isPackaged: app.isPackaged,
    onGo: (place) => mainWindow.show(place),
    onFind: () => tellPage({ kind: 'find' }),
    onGuide: existsSync(join(out, 'renderer', 'guide')) ? guide.show : null,
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));

  const command = (work: (engine: EngineClient) => Promise<unknown>) => {
    const engine = relay.engine();
    if (engine) work(engine).catch((error: unknown) => log(`The engine did not do it: ${String(error)}`));
  };
  const tray = createTray({
    imageDir: join(resources, 'tray'),
    onOpen: () => mainWindow.show(),
    onGo: (place) => mainWindow.show(place),
    onPause: (choice) => command((engine) => engine.call('delivery.pause', pauseInput(choice, Date.now()))),
    onResume: () => command((engine) => engine.call('delivery.resume', {})),
    onQuit: () => app.quit(),
  });

  const notifier = openNotifier({
    file: join(userData, 'notices.json'),
    isWanted: (kind) => desktop.preferences.get().notifications[kind],
    isSeen: () => mainWindow.isFocused(),
    onClick: ({ place }) => mainWindow.show(place),
    log,
  });

  const onBug = (error: unknown) => log(`The engine answered in a way that was not expected: ${String(error)}`);
  const showTray = () => tray.show(describeTray(relay.state(), failures.recent()));
  const failures = createFailureWatch({ onChanged: () => showTray(), onBug });
  const relay = createRelayWatch({
    onRelay: () => showTray(),
    onReach: (reach) => page?.frames.engineReach(reach),
    onEngine: failures.follow,
    onStatus: (_, next) => notifier.onStatus(next),
    onBug,
  });
  showTray();

  const engine = createSupervisor({
    open: createOpenEngine({
      appPath,
      dataDir: data.path,
      demo,
      extraArgs: parseExtraArgs(env.SEALPOST_ENGINE_ARGS),
      // The demo has no secrets of anybody.
      dataKey: () => (demo ? null : readDataKeyOf(data.path)),
      engineFile: join(out, 'main', 'engine.js'),
      cliFile: join(out, 'main', 'cli.js'),
      env,
      napi: process.versions.napi,
      onOutput: (line) => log(`engine: ${line}`),
    }),
    onState(state) {
      if (state.kind === 'restarting') log(`${state.reason} It is started again in ${state.delayMs / 1000} s.`);
      const before = host;
      host = recordHost(host, state, Date.now());
      tellPage({ kind: 'changed', view: desktop.api.view() });
      relay.engineHost(state);
      if (host.restarts > before.restarts) notifier.onRestarted(before.lastExit?.reason ?? 'The engine was gone.');
      if (state.kind !== 'failed') return;
      log(`The engine could not start: ${state.failure.message}`);
      void askAboutStartFailure(state.failure).then((answer) => {
        if (answer === 'quit') app.quit();
        else engine.retry();
      });
    },
    now: () => Date.now(),
    setTimer,
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
  if (!hidden && !desktop.startsHidden) mainWindow.show();
}

/** At the start of the engine only: a keychain may ask its user. */
function readDataKeyOf(dataDir: string): string | null {
  const { platform } = process;
  return readDataKey({ file: join(dataDir, dataKeyFile), keychain: safeStorage, platform, randomBytes, log });
}

/** Our own files, and nothing else that a page could ask the machine for. */
function secureSession(ours: Session, rendererDir: string): void {
  serveAppFiles(ours, rendererDir);
  limitPermissions(ours);
  limitDownloads(ours, (url) => log(`A download of ${url} was refused.`));
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

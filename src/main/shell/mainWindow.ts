import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Place } from '../../shared/contract/desktop.ts';
import { createPageWatch } from './pageWatch.ts';
import { placeHash } from './placeHash.ts';
import { setTimer } from './setTimer.ts';
import { appUrl } from './urlGuard.ts';
import { minimumSize, restoreBounds } from './windowBounds.ts';
import { readWindowState, writeWindowState } from './windowStateFile.ts';

export interface MainWindowOptions {
  preloadFile: string;
  iconFile: string;
  stateFile: string;
  /** Called with each window that is made, before its page loads. */
  onCreated(window: BrowserWindow): void;
  /** Leads the page of a window that is there already. */
  goTo(place: Place): void;
  log(line: string): void;
}

export interface MainWindow {
  /** Opens the window, or brings it to the front; at this place, if one is given. */
  show(place?: Place): void;
  isFocused(): boolean;
  /** From now on closing a window really closes it. */
  letClose(): void;
}

/** A page that crashes again so soon is left alone: loading it once more would not help. */
const crashLoopMs = 10_000;

/** The one window of the app. Closing it hides it: the relay keeps running. It is made when it is first shown. */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null;
  let mayClose = false;

  const remember = (shown: BrowserWindow) => {
    writeWindowState(options.stateFile, { bounds: shown.getNormalBounds(), maximized: shown.isMaximized() });
  };

  const create = (place?: Place): BrowserWindow => {
    const saved = readWindowState(options.stateFile);
    const workAreas = screen.getAllDisplays().map((display) => display.workArea);
    const created = new BrowserWindow({
      ...restoreBounds(saved?.bounds ?? null, workAreas),
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      title: 'Sealpost',
      icon: options.iconFile,
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#1a1b1e' : '#ffffff',
      autoHideMenuBar: true,
      webPreferences: {
        preload: options.preloadFile,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
      },
    });
    created.once('ready-to-show', () => {
      // Earlier, it would show an empty window.
      if (saved?.maximized) created.maximize();
      created.show();
    });

    created.on('close', (event) => {
      remember(created);
      if (mayClose) return;
      event.preventDefault();
      created.hide();
    });
    created.on('closed', () => {
      window = null;
    });
    options.onCreated(created);
    keepPageUp(created, place ? appUrl + placeHash(place) : appUrl, options.log);
    return created;
  };

  return {
    show(place) {
      if (window) {
        if (place) options.goTo(place);
        if (window.isMinimized()) window.restore();
        window.show();
        window.focus();
        return;
      }
      window = create(place);
    },
    isFocused: () => window?.isFocused() ?? false,
    letClose() {
      mayClose = true;
      if (window) remember(window);
    },
  };
}

/** Loads the page until it is there, and again after a crash. */
function keepPageUp(window: BrowserWindow, url: string, log: (line: string) => void): void {
  const { webContents } = window;
  let isUp = false;
  let lastCrashAt = 0;
  const load = () => {
    window.loadURL(url).catch((error: unknown) => log(`The page was not loaded: ${String(error)}`));
  };
  const watch = createPageWatch({
    setTimer,
    log,
    loadAgain() {
      // It may hang itself.
      webContents.forcefullyCrashRenderer();
      load();
    },
  });
  webContents.on('dom-ready', () => {
    isUp = true;
    watch.settled();
  });
  window.once('closed', watch.settled);
  webContents.on('render-process-gone', (_event, { reason }) => {
    const now = Date.now();
    // The watch sees to a page that was not there yet.
    if (!isUp || reason === 'clean-exit' || now - lastCrashAt < crashLoopMs) return;
    lastCrashAt = now;
    webContents.reload();
  });
  watch.loading();
  load();
}

import { BrowserWindow, nativeTheme } from 'electron';
import { guideUrl } from './urlGuard.ts';

/** The user guide in a window of its own: it can do nothing but be read. */
export function createGuideWindow(iconFile: string): { show(): void } {
  let window: BrowserWindow | null = null;
  return {
    show() {
      if (window) {
        if (window.isMinimized()) window.restore();
        window.focus();
        return;
      }
      window = new BrowserWindow({
        width: 860,
        height: 800,
        title: 'User guide - Sealpost',
        icon: iconFile,
        backgroundColor: nativeTheme.shouldUseDarkColors ? '#1d2229' : '#ffffff',
        autoHideMenuBar: true,
        webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false },
      });
      window.on('closed', () => {
        window = null;
      });
      void window.loadURL(guideUrl);
    },
  };
}

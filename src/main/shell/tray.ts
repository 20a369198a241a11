import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { RelayState } from './relayState.ts';
import { describeTray, type TrayIcon } from './trayView.ts';

export interface AppTray {
  show(state: RelayState): void;
}

export interface TrayOptions {
  /** resources/tray */
  imageDir: string;
  onOpen(): void;
  onQuit(): void;
}

/** The icon in the system's tray, which says how the relay is while no window is open. */
export function createTray({ imageDir, onOpen, onQuit }: TrayOptions): AppTray {
  // The images at @1.5x and @2x beside it are found by Electron.
  const image = (icon: TrayIcon) => nativeImage.createFromPath(join(imageDir, `${icon}.png`));
  const tray = new Tray(image('paused'));
  // A left click on a Mac and on most Linux desktops opens the menu already.
  if (process.platform === 'win32') tray.on('click', onOpen);
  let shown = '';

  return {
    show(state) {
      const view = describeTray(state);
      const next = JSON.stringify(view);
      if (next === shown) return;
      shown = next;
      tray.setImage(image(view.icon));
      tray.setToolTip(view.tooltip);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: 'Open Sealpost', click: onOpen },
          { type: 'separator' },
          ...view.lines.map((label) => ({ label, enabled: false })),
          { type: 'separator' },
          { label: 'Quit…', click: onQuit },
        ]),
      );
    },
  };
}

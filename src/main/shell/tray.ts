import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import { type TrayActions, trayMenu } from './trayMenu.ts';
import type { TrayIcon, TrayView } from './trayView.ts';

export interface AppTray {
  show(view: TrayView): void;
}

export interface TrayOptions extends TrayActions {
  /** resources/tray */
  imageDir: string;
}

/** The icon in the system's tray, which says how the relay is while no window is open. */
export function createTray({ imageDir, ...actions }: TrayOptions): AppTray {
  const image = (icon: TrayIcon) => trayImage(imageDir, icon, process.platform);
  const tray = new Tray(image('paused'));
  // A left click on a Mac and on most Linux desktops opens the menu already.
  if (process.platform === 'win32') tray.on('click', actions.onOpen);
  let shown = '';

  return {
    show(view) {
      const next = JSON.stringify(view);
      if (next === shown) return;
      shown = next;
      tray.setImage(image(view.icon));
      tray.setToolTip(view.tooltip);
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(view, actions)));
    },
  };
}

/** The images at @1.5x and @2x beside it are found by Electron. A Mac paints its own colours into a template's shape. */
function trayImage(imageDir: string, icon: TrayIcon, platform: NodeJS.Platform) {
  if (platform !== 'darwin') return nativeImage.createFromPath(join(imageDir, `${icon}.png`));
  const template = nativeImage.createFromPath(join(imageDir, `${icon}Template.png`));
  template.setTemplateImage(true);
  return template;
}

import type { MenuItemConstructorOptions } from 'electron';
import type { Place } from '../../shared/contract/desktop.ts';

export interface MenuOptions {
  platform: NodeJS.Platform;
  isPackaged: boolean;
  onGo(place: Place): void;
  onFind(): void;
  /** Null where no guide is installed beside the app. */
  onGuide: (() => void) | null;
}

/** In the order of the navigation: Ctrl+1 is the first. */
export const menuPages = [
  { id: 'overview', label: 'Overview' },
  { id: 'domains', label: 'Domains' },
  { id: 'routes', label: 'Routes' },
  { id: 'certificate', label: 'Certificate' },
  { id: 'log', label: 'Live log' },
  { id: 'queue', label: 'Queue' },
] as const;

/** The application menu with the platform's own shortcuts. The roles bring their labels and keys. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = options.platform === 'darwin';
  const go = (page: string) => () => options.onGo({ page, params: {} });
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: go('settings'),
  };
  const about: MenuItemConstructorOptions = { label: 'About Sealpost', click: go('about') };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(isMac ? [macAppMenu(about, settings)] : []),
    {
      label: '&File',
      submenu: isMac
        ? [{ role: 'close' }]
        : [settings, separator, { role: 'close', label: 'Close window' }, { role: 'quit', label: 'Quit…' }],
    },
    editMenu(options),
    viewMenu(options),
    // Its roles hide, minimise and list windows as the platform does.
    isMac ? { role: 'windowMenu' } : { label: '&Window', submenu: [{ role: 'minimize' }, { role: 'close' }] },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        ...(options.onGuide ? [{ label: 'User guide', accelerator: 'F1', click: options.onGuide }] : []),
        ...(isMac ? [] : [options.onGuide ? about : { ...about, accelerator: 'F1' }]),
      ],
    },
  ];
}

function macAppMenu(
  about: MenuItemConstructorOptions,
  settings: MenuItemConstructorOptions,
): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      about,
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit', label: 'Quit Sealpost…' },
    ],
  };
}

function editMenu({ onFind }: MenuOptions): MenuItemConstructorOptions {
  return {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
      { type: 'separator' },
      { label: 'Find', accelerator: 'CmdOrCtrl+F', click: onFind },
    ],
  };
}

function viewMenu({ isPackaged, onGo }: MenuOptions): MenuItemConstructorOptions {
  const developer: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return {
    label: '&View',
    submenu: [
      ...menuPages.map(({ id, label }, index) => ({
        label,
        accelerator: `CmdOrCtrl+${index + 1}`,
        click: () => onGo({ page: id, params: {} }),
      })),
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...developer,
    ],
  };
}

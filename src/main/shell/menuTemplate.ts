import type { MenuItemConstructorOptions } from 'electron';

/** The application menu with the platform's own shortcuts. The roles bring their labels and keys. */
export function menuTemplate(platform: NodeJS.Platform, isPackaged: boolean): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const developer: MenuItemConstructorOptions[] = isPackaged
    ? []
    : [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: isMac
        ? [{ role: 'close' }]
        : [{ role: 'close', label: 'Close window' }, { type: 'separator' }, { role: 'quit', label: 'Quit…' }],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...developer,
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
  ];
}

import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { appDir } from './builtApp.ts';
import { untilAnswered } from './desktop.ts';

export interface ShownTray {
  icon: string;
  tooltip: string;
  menu: string[];
}

/** What the tray shows, as `spyTray.cjs` saw it, its image told by the name of its file. */
export function shownTray(desktop: ElectronApplication): Promise<ShownTray> {
  const evaluate = () =>
    desktop.evaluate(
      ({ nativeImage }, trayDir) => {
        const shown = Reflect.get(globalThis, 'shownTray');
        const icons = ['ok', 'attention', 'failing', 'paused'];
        const imageOf = (name: string) => nativeImage.createFromPath(`${trayDir}/${name}.png`).toDataURL();
        const items: { label: string }[] = shown.menu?.items ?? [];
        return {
          icon: icons.find((name) => imageOf(name) === shown.image) ?? 'none',
          tooltip: shown.tooltip,
          menu: items.map((item) => item.label).filter(Boolean),
        };
      },
      join(appDir, 'resources', 'tray'),
    );
  return untilAnswered(evaluate);
}

import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '../../shared/contract/desktop.ts';
import { menuPages, menuTemplate } from './menuTemplate.ts';

let went: Place[];
let found: number;
let read: number;
beforeEach(() => {
  went = [];
  found = 0;
  read = 0;
});

function itemsOf(platform: NodeJS.Platform, isPackaged = true, hasGuide = true): MenuItemConstructorOptions[] {
  const onGuide = () => {
    read += 1;
  };
  const template = menuTemplate({
    platform,
    isPackaged,
    onGo: (place) => went.push(place),
    onFind: () => {
      found += 1;
    },
    onGuide: hasGuide ? onGuide : null,
  });
  return template.flatMap((menu) => [menu, ...(Array.isArray(menu.submenu) ? menu.submenu : [])]);
}

const rolesOf = (...args: Parameters<typeof itemsOf>) => itemsOf(...args).map(({ role }) => role);

/** What happens at this shortcut. */
function press(accelerator: string, platform: NodeJS.Platform = 'linux') {
  const click: unknown = itemsOf(platform).find((item) => item.accelerator === accelerator)?.click;
  if (typeof click !== 'function') throw new Error(`Nothing happens at ${accelerator}.`);
  click();
}

describe('menuTemplate', () => {
  it('has the application menu and the window menu on a Mac only', () => {
    expect(rolesOf('darwin')).toEqual(expect.arrayContaining(['appMenu', 'windowMenu', 'hide', 'services']));
    expect(rolesOf('linux')).not.toContain('appMenu');
  });

  it.each(['linux', 'win32', 'darwin'] as const)('has quit, settings, about and find once on %s', (platform) => {
    const labels = itemsOf(platform).map(({ label }) => label);
    for (const label of ['Settings…', 'About Sealpost', 'Find', 'User guide', 'Live log']) {
      expect(labels.filter((each) => each === label)).toHaveLength(1);
    }
    expect(rolesOf(platform).filter((role) => role === 'quit')).toHaveLength(1);
  });

  it('gives no shortcut twice', () => {
    const keys = itemsOf('linux').flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('goes to the pages by their numbers, and to the settings', () => {
    menuPages.forEach((_, index) => {
      press(`CmdOrCtrl+${index + 1}`);
    });
    press('CmdOrCtrl+,');
    expect(went.map(({ page }) => page)).toEqual([...menuPages.map(({ id }) => id), 'settings']);
  });

  it('finds, and opens the guide where there is one', () => {
    press('CmdOrCtrl+F');
    press('F1');
    expect([found, read]).toEqual([1, 1]);
    const atF1 = itemsOf('linux', true, false).filter(({ accelerator }) => accelerator === 'F1');
    expect(atF1.map(({ label }) => label)).toEqual(['About Sealpost']);
  });

  it('gives developer tools in a checkout only', () => {
    expect(rolesOf('linux', false)).toContain('toggleDevTools');
    expect(rolesOf('linux', true)).not.toContain('toggleDevTools');
  });
});

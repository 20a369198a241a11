import { describe, expect, it } from 'vitest';
import { menuTemplate } from './menuTemplate.ts';

const rolesOf = (platform: NodeJS.Platform, isPackaged: boolean) => JSON.stringify(menuTemplate(platform, isPackaged));

describe('menuTemplate', () => {
  it('has the application menu and the window menu on a Mac only', () => {
    expect(rolesOf('darwin', true)).toContain('appMenu');
    expect(rolesOf('darwin', true)).toContain('windowMenu');
    expect(rolesOf('linux', true)).not.toContain('appMenu');
  });

  it('can quit everywhere: on a Mac through the application menu', () => {
    expect(rolesOf('linux', true)).toContain('"quit"');
    expect(rolesOf('win32', true)).toContain('"quit"');
  });

  it('gives developer tools in a checkout only', () => {
    expect(rolesOf('linux', false)).toContain('toggleDevTools');
    expect(rolesOf('linux', true)).not.toContain('toggleDevTools');
  });
});

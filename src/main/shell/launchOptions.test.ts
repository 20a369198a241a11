import { describe, expect, it } from 'vitest';
import { readLaunchOptions, userDataDir } from './launchOptions.ts';

describe('readLaunchOptions', () => {
  it('finds its own words among those of Electron', () => {
    const argv = ['/electron', '--inspect=0', '--no-sandbox', '/opt/app', '--hidden', '--data-dir', 'mail', '--demo'];
    expect(readLaunchOptions(argv, {}, '/home/ann')).toEqual({
      dataDir: '/home/ann/mail',
      hidden: true,
      demo: true,
    });
  });

  it('takes --data-dir=DIR, and the environment where the command line says nothing', () => {
    const env = { SEALPOST_DATA_DIR: '/srv/b' };
    expect(readLaunchOptions(['/electron', '.', '--data-dir=/srv/a'], env, '/').dataDir).toBe('/srv/a');
    expect(readLaunchOptions(['/electron', '.'], env, '/').dataDir).toBe('/srv/b');
  });

  it('has defaults', () => {
    expect(readLaunchOptions(['/electron', '.'], {}, '/')).toEqual({ dataDir: null, hidden: false, demo: false });
  });
});

describe('userDataDir', () => {
  it('is one folder for each data folder, so that two shells can run side by side', () => {
    const folderOf = (dataDir: string | null, demo = false) => userDataDir('/home/ann/.config', { dataDir, demo });
    expect(folderOf(null)).toBe('/home/ann/.config/Sealpost/desktop');
    expect(new Set([folderOf(null), folderOf(null, true), folderOf('/srv/a'), folderOf('/srv/b')]).size).toBe(4);
    expect(folderOf('/srv/a')).toBe(folderOf('/srv/a', true));
  });
});

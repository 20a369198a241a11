import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporaryFolder.ts';
import { createLoginItem, type LoginItemOptions } from './loginItem.ts';

function optionsWith(changes: Partial<LoginItemOptions>) {
  const asked: object[] = [];
  const options: LoginItemOptions = {
    platform: 'linux',
    command: ['/opt/My Apps/sealpost'],
    dataDir: null,
    configHome: temporaryFolder(),
    system: {
      setLoginItemSettings: (settings) => void asked.push(settings),
      getLoginItemSettings: () => ({ openAtLogin: asked.length > 0 }),
    },
    ...changes,
  };
  return { options, asked, item: createLoginItem(options) };
}

it('is a file of the desktop on Linux, gone when it is switched off', () => {
  const { item, options } = optionsWith({});
  const file = join(options.configHome, 'autostart', 'sealpost.desktop');
  expect(item.isEnabled()).toBe(false);
  item.set(true, true);
  expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/My Apps/sealpost" "--hidden"\n');
  expect(item.isEnabled()).toBe(true);
  item.set(true, false);
  expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/My Apps/sealpost"\n');
  item.set(false, true);
  expect([existsSync(file), item.isEnabled()]).toEqual([false, false]);
  item.set(false, true);
});

it('keeps apps on other data folders apart, and starts each on its own', () => {
  const { item, options } = optionsWith({ dataDir: '/srv/mail a' });
  item.set(true, true);
  const [name = ''] = readdirSync(join(options.configHome, 'autostart'));
  expect(name).toMatch(/^sealpost-[0-9a-f]{8}\.desktop$/);
  expect(readFileSync(join(options.configHome, 'autostart', name), 'utf8')).toContain('"--data-dir" "/srv/mail a"');
});

it('believes the file, which others may change', () => {
  const { item, options } = optionsWith({});
  item.set(true, true);
  writeFileSync(join(options.configHome, 'autostart', 'sealpost.desktop'), '[Desktop Entry]\nHidden=true\n');
  expect(item.isEnabled()).toBe(false);
});

it('asks the system on Windows and macOS', () => {
  const windows = optionsWith({ platform: 'win32', dataDir: 'D:\\mail' });
  windows.item.set(true, true);
  const mac = optionsWith({ platform: 'darwin' });
  mac.item.set(true, true);
  expect([windows.asked, mac.asked]).toEqual([
    [{ openAtLogin: true, path: '/opt/My Apps/sealpost', args: ['--hidden', '--data-dir', 'D:\\mail'] }],
    [{ openAtLogin: true }],
  ]);
  expect(mac.item.isEnabled()).toBe(true);
});

it('is not offered elsewhere', () => {
  expect(optionsWith({ platform: 'freebsd' }).item.supported).toBe(false);
});

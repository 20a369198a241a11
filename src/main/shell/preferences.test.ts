import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporaryFolder.ts';
import { preferencesSchema } from '../../shared/contract/desktop.ts';
import { openPreferences } from './preferences.ts';

const defaults = preferencesSchema.parse({});
const inFolder = () => join(temporaryFolder(), 'shell', 'preferences.json');

it('starts with everything told, hidden at login, in the colours of the system', () => {
  const file = inFolder();
  expect(openPreferences(file).get()).toEqual(defaults);
  expect(new Set(Object.values(defaults.notifications))).toEqual(new Set([true]));
  expect([defaults.startHidden, defaults.colorScheme]).toEqual([true, 'auto']);
  expect(existsSync(file)).toBe(false);
});

it('keeps what was chosen, and leaves alone what was not', () => {
  const file = inFolder();
  openPreferences(file).save({ notifications: { 'last-day': false } });
  openPreferences(file).save({ colorScheme: 'dark' });
  const read = openPreferences(file).get();
  expect(read).toEqual({
    ...defaults,
    colorScheme: 'dark',
    notifications: { ...defaults.notifications, 'last-day': false },
  });
});

it.each(['', '{', '[]', '{"startHidden":"yes"}'])(
  'keeps a file aside that says %j, and goes on with the defaults',
  (text) => {
    const file = join(temporaryFolder(), 'preferences.json');
    writeFileSync(file, text);
    expect(openPreferences(file).get()).toEqual(defaults);
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text);
    expect(existsSync(file)).toBe(false);
  },
);

it('knows the choices of an older version, and drops those of a newer one', () => {
  const file = join(temporaryFolder(), 'preferences.json');
  writeFileSync(file, '{"notifications":{"tls-failure":false,"of-tomorrow":true},"unknown":1}');
  expect(openPreferences(file).get()).toEqual({
    ...defaults,
    notifications: { ...defaults.notifications, 'tls-failure': false },
  });
});

it('changes nothing where it cannot be written', () => {
  const file = join(temporaryFolder(), 'preferences.json');
  const preferences = openPreferences(file);
  mkdirSync(`${file}.part`);
  expect(() => preferences.save({ startHidden: false })).toThrow();
  expect(preferences.get().startHidden).toBe(true);
});

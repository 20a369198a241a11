import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporaryFolder.ts';
import { freshHostRecord } from '../engine-host/hostRecord.ts';
import { createDesktopApi, type DesktopApi } from './desktopApi.ts';
import { openPreferences } from './preferences.ts';

let api: DesktopApi;
let login: { enabled: boolean; hidden: boolean | null };
let opened: string[];
let changes: number;
let bugs: unknown[];

beforeEach(() => {
  login = { enabled: false, hidden: null };
  opened = [];
  changes = 0;
  bugs = [];
  api = createDesktopApi({
    preferences: openPreferences(join(temporaryFolder(), 'preferences.json')),
    loginItem: {
      supported: true,
      isEnabled: () => login.enabled,
      set(enabled, hidden) {
        if (hidden && enabled && login.hidden === false) throw new Error('EROFS');
        login = { enabled, hidden };
      },
    },
    versions: { app: '1', electron: '2', chromium: '3', node: '4' },
    folders: [{ id: 'data', path: '/data' }],
    engine: () => freshHostRecord(0),
    async openFolder(path) {
      opened.push(path);
      return '';
    },
    chooseFile: async (kind) => (kind === 'backup' ? '/mnt/office.sealpost' : null),
    onChanged: () => {
      changes += 1;
    },
    onBug: (error) => bugs.push(error),
  });
});

it('tells how things stand', async () => {
  expect(await api.call({ name: 'desktop.get', input: {} })).toEqual({ ok: true, output: api.view() });
  expect(api.view().startAtLogin).toEqual({ supported: true, enabled: false });
});

it('saves what was chosen, and tells the others', async () => {
  const answer = await api.call({ name: 'preferences.save', input: { notifications: { certificate: false } } });
  expect(answer).toMatchObject({ ok: true, output: { preferences: { notifications: { certificate: false } } } });
  expect([changes, api.view().preferences.notifications['last-day']]).toEqual([1, true]);
});

it('starts hidden or not, as chosen, and mends the entry when that changes', async () => {
  await api.call({ name: 'login.set', input: { enabled: true } });
  expect(login).toEqual({ enabled: true, hidden: true });
  await api.call({ name: 'preferences.save', input: { startHidden: false } });
  expect(login).toEqual({ enabled: true, hidden: false });
  expect(await api.call({ name: 'preferences.save', input: { startHidden: true } })).toMatchObject({
    ok: false,
    error: { code: 'unavailable', message: expect.stringContaining('EROFS') },
  });
});

it('opens its own folders, and no path', async () => {
  expect(await api.call({ name: 'folder.open', input: { folder: 'data' } })).toEqual({ ok: true, output: {} });
  for (const input of [{ folder: '/etc' }, { folder: '../data' }, { folder: 'desktop' }, { path: '/etc' }, {}]) {
    expect(await api.call({ name: 'folder.open', input })).toMatchObject({ ok: false });
  }
  expect(opened).toEqual(['/data']);
});

it.each([
  undefined,
  null,
  'desktop.get',
  { name: 'constructor', input: {} },
  { name: '__proto__' },
  { name: 'desktop.get', input: { more: 1 } },
  { name: 'preferences.save', input: { colorScheme: 'pink' } },
  { name: 'preferences.save', input: { notifications: { other: true } } },
  { name: 'login.set', input: {} },
  { name: 'desktop.get', input: {}, more: 1 },
])('refuses %j, and does nothing', async (raw) => {
  expect(await api.call(raw)).toMatchObject({ ok: false });
  expect([changes, bugs, login.hidden]).toEqual([0, [], null]);
});

it('asks for a file, of the kinds that there are', async () => {
  const choose = (kind: string) => api.call({ name: 'file.choose', input: { kind } });
  expect(await choose('backup')).toEqual({ ok: true, output: { path: '/mnt/office.sealpost' } });
  expect(await choose('authority')).toEqual({ ok: true, output: { path: null } });
  expect(await choose('/etc/passwd')).toMatchObject({ ok: false, error: { code: 'invalid-input', field: 'kind' } });
});

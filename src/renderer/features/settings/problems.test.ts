import { expect, it } from 'vitest';
import { settingsView } from '../../stores/settings.fixture.ts';
import { draftOf, type SettingsDraft } from '../../stores/settingsDraft.ts';
import { problemsOf } from './problems.ts';

const draft = draftOf(settingsView());

it('finds none in what the engine gave', () => {
  expect([...problemsOf(draft)]).toEqual([]);
});

it.each<[Partial<SettingsDraft>, string[]]>([
  [{ listeners: [{ host: ' ', port: 65_536 }] }, ['listeners.0.host', 'listeners.0.port']],
  [{ listeners: [...draft.listeners, { host: '::', port: '' }] }, ['listeners.1.port']],
  [{ hostname: '' }, ['hostname']],
  [{ smartHost: { ...draft.smartHost, port: 0 } }, []],
  [{ sendsThrough: 'smart-host', smartHost: { ...draft.smartHost, port: 0 } }, ['smartHost.host', 'smartHost.port']],
  [{ maxMessageMb: '' }, ['maxMessageBytes']],
  [
    { maxConnections: '1.5', maxConnectionsPerDomain: 101 },
    ['delivery.maxConnections', 'delivery.maxConnectionsPerDomain'],
  ],
  [{ lifeHours: 0, tlsLifeHours: '-' }, ['queue.lifeHours', 'queue.tlsLifeHours']],
  [{ delayWarningHours: 721, tlsDelayWarningHours: '' }, ['notices.delayWarningHours', 'notices.tlsDelayWarningHours']],
  [{ retentionDays: 3651 }, ['history.retentionDays']],
  [{ maxLogMb: 9 }, ['history.maxMegabytes']],
])('names the fields of %j', (change, paths) => {
  expect([...problemsOf({ ...draft, ...change }).keys()]).toEqual(paths);
});

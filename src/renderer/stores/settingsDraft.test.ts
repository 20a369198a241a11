import { expect, it } from 'vitest';
import { type SettingsInput, settingsInputSchema } from '../../shared/contract/settings.ts';
import { settingsView } from './settings.fixture.ts';
import { changesOf, draftOf, inputOf, passwordWillBeForgotten, type SettingsDraft } from './settingsDraft.ts';

const smartHost = { host: 'mail.provider.example', port: 587, mode: 'strict', username: 'office' } as const;
const before = draftOf(settingsView());
const relayed = draftOf(settingsView({ smartHost }));

it('sends nothing where nothing was changed, odd sizes included', () => {
  expect(inputOf(before, { ...before })).toEqual({});
  const odd = draftOf(settingsView({ maxMessageBytes: 1_234_567 }));
  expect(inputOf(odd, { ...odd, hostname: 'mail.office.example' })).toEqual({ hostname: 'mail.office.example' });
  expect(changesOf(before, { ...before, lifeHours: 24 })).toEqual({ lifeHours: 24 });
});

it.each<[Partial<SettingsDraft>, SettingsInput]>([
  [
    { listeners: [{ host: ' 0.0.0.0', port: '25' }, ...before.listeners] },
    {
      listeners: [
        { host: '0.0.0.0', port: 25 },
        { host: '127.0.0.1', port: 2525 },
      ],
    },
  ],
  [
    { allowedNetworks: '10.0.0.0/8\r\n\n192.168.1.7, ::1/128 ' },
    { allowedNetworks: ['10.0.0.0/8', '192.168.1.7', '::1/128'] },
  ],
  [{ acceptedDomains: '' }, { acceptedDomains: [] }],
  [
    { dnsServers: '192.168.1.1\nfd00::1\n[fd00::2]\n127.0.0.1:5353\n[::1]:53' },
    { dns: { servers: ['192.168.1.1:53', '[fd00::1]:53', '[fd00::2]:53', '127.0.0.1:5353', '[::1]:53'] } },
  ],
  [
    { caFiles: ' /etc/ssl/partner ca.pem\r\n\nC:\\ca, old.pem' },
    { trust: { caFiles: ['/etc/ssl/partner ca.pem', 'C:\\ca, old.pem'] } },
  ],
  [{ maxMessageMb: '25.5' }, { maxMessageBytes: 26_738_688 }],
  [{ maxConnections: 9 }, { delivery: { maxConnections: 9 } }],
  [{ maxConnectionsPerDomain: 2 }, { delivery: { maxConnectionsPerDomain: 2 } }],
  [{ retrySchedule: ' 1h* ', tlsLifeHours: 72 }, { queue: { retrySchedule: '1h*', tlsLifeHours: 72 } }],
  [{ sendDsn: false, delayWarningHours: 6 }, { notices: { sendDsn: false, delayWarningHours: 6 } }],
  [
    { sendDelayWarning: false, tlsDelayWarningHours: 2 },
    { notices: { sendDelayWarning: false, tlsDelayWarningHours: 2 } },
  ],
  [
    { retentionDays: 7, maxLogMb: 200, lifeHours: 24 },
    { queue: { lifeHours: 24 }, history: { retentionDays: 7, maxMegabytes: 200 } },
  ],
  [
    { sendsThrough: 'smart-host', smartHost: { ...smartHost, host: ' mail.provider.example', username: ' ' } },
    { smartHost: { ...smartHost, username: null } },
  ],
  [
    { sendsThrough: 'smart-host', smartHost, password: 'secret' },
    { smartHost, smartHostPassword: 'secret' },
  ],
  // Typed before MX was chosen again: for whom it was is gone.
  [{ smartHost, password: 'secret' }, {}],
])('sends of %j only the section', (change, input) => {
  expect(inputOf(before, { ...before, ...change })).toEqual(input);
  expect(settingsInputSchema.safeParse(input).success).toBe(true);
});

it.each<[Partial<SettingsDraft>, SettingsInput]>([
  [{ sendsThrough: 'mx' }, { smartHost: null }],
  [{ password: 'secret' }, { smartHostPassword: 'secret' }],
  [{ forgetsPassword: true }, { smartHostPassword: null }],
  [{ smartHost: { ...smartHost, port: 465 } }, { smartHost: { ...smartHost, port: 465 } }],
])('sends of %j for a smart host', (change, input) => {
  expect(inputOf(relayed, { ...relayed, ...change })).toEqual(input);
});

it('knows when the password goes', () => {
  expect(passwordWillBeForgotten(relayed, { ...relayed, smartHost: { ...smartHost, port: 25 } })).toBe(false);
  expect(passwordWillBeForgotten(relayed, { ...relayed, smartHost: { ...smartHost, host: 'x.example' } })).toBe(true);
  expect(passwordWillBeForgotten(relayed, { ...relayed, smartHost: { ...smartHost, username: '' } })).toBe(true);
});

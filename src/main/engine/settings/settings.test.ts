import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { openDatabase } from '../storage/database.ts';
import { createWriter } from '../storage/writer.ts';
import { checkSettings } from './check.ts';
import { defaultSettings } from './defaults.ts';
import { createEngineSettings } from './engineSettings.ts';
import { applyOverrides, mergeSettings } from './merge.ts';
import { createSecretStore } from './secrets.ts';
import { createSettingsStore } from './store.ts';

const openStore = () => createSettingsStore(openDatabase(join(temporaryFolder(), 'sealpost.db'), 0).db);

describe('settings', () => {
  it('start safe: this machine only, nothing accepted from the world', () => {
    const settings = defaultSettings();
    expect(settings.listeners).toEqual([{ host: '127.0.0.1', port: 2525 }]);
    expect(settings.allowedNetworks).toEqual(['127.0.0.0/8', '::1/128']);
    expect(settings.acceptedDomains).toEqual([]);
    expect(settings.queue.tlsLifeHours).toBe(7 * 24);
    expect(checkSettings(settings).ok).toBe(true);
  });

  it.each([
    ['OFFICE_PC', 'office-pc'],
    ["Bob's Mac", 'bob-s-mac'],
    ['mail.office.example', 'mail.office.example'],
    ['büro', 'xn--bro-hoa'],
    ['_', 'localhost'],
    ['', 'localhost'],
  ])('start with a host name that can be said in EHLO, on a machine called %j', (machine, hostname) => {
    const settings = defaultSettings(machine);
    expect(settings.hostname).toBe(hostname);
    expect(checkSettings(settings).ok).toBe(true);
  });

  it('keep what a change leaves out, within a section too', () => {
    const changed = mergeSettings(defaultSettings(), { dns: { servers: ['127.0.0.1:53'] }, queue: { lifeHours: 10 } });
    expect(changed.queue).toEqual({ ...defaultSettings().queue, lifeHours: 10 });
    expect(changed.dns.servers).toEqual(['127.0.0.1:53']);
    expect(changed.hostname).toBe(defaultSettings().hostname);
  });

  it('survive being saved, and an older version without a section gets its default', () => {
    const store = openStore();
    const changed = mergeSettings(defaultSettings(), { acceptedDomains: ['office.example'], smartHost: null });
    store.save(changed);
    expect(store.get()).toEqual(changed);
  });

  it('are won over by the command line, until the admin changes that one', () => {
    const overrides = { listeners: [{ host: '127.0.0.1', port: 0 }], deliveryPort: 2626 };
    expect(applyOverrides(defaultSettings(), overrides).delivery.port).toBe(2626);
    const store = openStore();
    const settings = createEngineSettings(store, createSecretStore(join(temporaryFolder(), 's.json')), overrides);
    expect(settings.inForce().listeners).toEqual(overrides.listeners);
    settings.save(defaultSettings(), ['listeners'])();
    expect(settings.inForce().listeners).toEqual(defaultSettings().listeners);
    expect(settings.inForce().delivery.port).toBe(2626);
  });

  it.each([
    [{ hostname: 'two words' }, 'hostname'],
    [{ listeners: [{ host: 'mail.example', port: 25 }] }, 'listeners.0.host'],
    [{ allowedNetworks: ['10.0.0.0/8', 'ten'] }, 'allowedNetworks.1'],
    [{ acceptedDomains: ['a b'] }, 'acceptedDomains.0'],
    [{ dns: { servers: ['resolver.example:53'] } }, 'dns.servers.0'],
    [{ smartHost: { host: 'not a host', port: 25, mode: 'strict' as const, username: null } }, 'smartHost.host'],
    [{ queue: { retrySchedule: '5m, x' } }, 'queue.retrySchedule'],
  ])('refuse %j by name', (input, field) => {
    const checked = checkSettings(mergeSettings(defaultSettings(), input));
    expect(checked).toMatchObject({ ok: false, refusal: { code: 'invalid-input', field } });
  });

  it('refuse a CA file without a readable certificate', () => {
    const file = join(temporaryFolder(), 'ca.pem');
    writeFileSync(file, '-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n');
    const checked = checkSettings(mergeSettings(defaultSettings(), { trust: { caFiles: [file] } }));
    expect(checked).toMatchObject({ ok: false, refusal: { field: 'trust.caFiles.0' } });
  });

  it('keep accepted domains as A-labels, each once', () => {
    const checked = checkSettings(
      mergeSettings(defaultSettings(), { acceptedDomains: ['Bücher.example', 'bücher.EXAMPLE'] }),
    );
    expect(checked).toMatchObject({ ok: true, settings: { acceptedDomains: ['xn--bcher-kva.example'] } });
  });
});

describe('secrets', () => {
  it('are kept in a file that only its owner can read, and nowhere in the database', async () => {
    const dir = temporaryFolder();
    const file = join(dir, 'secrets.json');
    createSecretStore(file).stage({ smartHostPassword: 'correct horse' }).takeIntoUse();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(createSecretStore(file).get()).toEqual({ smartHostPassword: 'correct horse' });
    const { db } = openDatabase(join(dir, 'sealpost.db'), 0);
    await createWriter(db).write(() => createSettingsStore(db).save(defaultSettings()));
    expect(readFileSync(join(dir, 'sealpost.db')).includes('correct horse')).toBe(false);
  });

  it('do not show in the error of a file that cannot be read', () => {
    const file = join(temporaryFolder(), 'secrets.json');
    writeFileSync(file, '{"smartHostPassword": "correct horse"');
    expect(() => createSecretStore(file)).toThrow(/cannot be read/);
    expect(() => createSecretStore(file)).not.toThrow(/correct horse/);
  });
});

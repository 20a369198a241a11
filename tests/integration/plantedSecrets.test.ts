import { createPrivateKey, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngine } from '../../src/main/engine/engine.ts';
import { systemClock } from '../../src/main/engine/runtime.ts';
import { createSecretStore } from '../../src/main/engine/settings/secrets.ts';
import { type CommandName, commandNames } from '../../src/shared/contract/commands.ts';
import { type EventName, isEventName } from '../../src/shared/contract/events.ts';
import { callChecked, refusalOf } from '../../src/shared/contract/server.ts';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { SmtpClient } from '../support/smtpClient.ts';

/** Every secret that Sealpost is ever told, and what nobody but their own two files may hold of them. */
const smartHostPassword = 'pw-of-the-smart-host-8f3a';
const userPassword = 'pw-of-the-smtp-user-19c2';
const keyPassword = 'pw-of-the-key-file-a61b';
const pfxPassword = 'pw-of-the-pfx-file-55d0';
const wrongPassword = 'pw-that-is-wrong-77de';
const dataKey = randomBytes(32);

let lab: Lab;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-secrets-'));
  lab = await startLab({ dir: folder });
});
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** As `hashPassword` writes it, with its salt and what it made of the password. */
const storedHash = /\$scrypt\$[^$]{1,30}\$([A-Za-z0-9+/]{16,}={0,2})\$([A-Za-z0-9+/]{43}=)/g;

function formsOf(secret: string, username: string): string[] {
  return [secret, base64(secret), base64(`\0${username}\0${secret}`), encodeURIComponent(secret)];
}

test.each([
  ['without a keychain', null, ['secrets.json', 'identity.key']],
  // Both kinds of engine take mail over TLS: see the decision on secrets and the keychain.
  ['with a key of a keychain', dataKey, ['identity.key']],
])(
  'planted secrets %s are in their own files, and nowhere in logs, events, answers, exports, errors or the database',
  async (_, key256, secretFiles) => {
    const dataDir = mkdtempSync(join(folder, 'data-'));
    lab.reset();
    const said: string[] = [];
    const say = (what: string, value: unknown) => {
      said.push(`${what} ${JSON.stringify(value)}`);
    };
    const engine = await createEngine({
      dataDir,
      version: '0.0.0-test',
      overrides: {
        listeners: [{ host: '127.0.0.1', port: 0 }],
        dnsServers: [lab.dns],
        deliveryPort: lab.deliveryPort,
        caFiles: [lab.caFile],
      },
      demo: false,
      clock: systemClock,
      random: Math.random,
      connect: lab.connect,
      logger: pino({ level: 'trace' }, { write: (line: string) => void said.push(line) }),
      dataKey: key256,
    });
    const { api } = engine;
    for (const name of ['history.tail', 'status.changed', 'rules.changed', 'queue.changed'] satisfies EventName[]) {
      if (isEventName(name))
        api.subscribe(name, {}, async (payload) => {
          say(name, payload);
        });
    }
    /** Answers and refusals alike, as a client gets them. */
    const call = async (name: CommandName, input: unknown) => {
      await callChecked(api, name, input).then(
        (answer) => say(name, answer),
        (error: unknown) => say(name, refusalOf(error)),
      );
    };

    const smartHost = { host: 'mx.trusted.example', port: lab.deliveryPort, mode: 'strict', username: 'office' };
    await call('settings.save', { smartHost, smartHostPassword });
    await call('settings.save', { smartHost: { ...smartHost, mode: 'relaxed' }, smartHostPassword });
    await call('settings.save', { smartHost, smartHostPassword: { nested: smartHostPassword } });
    await call('smartHost.test', { ...smartHost, password: smartHostPassword });
    lab.doubles.trusted.behaviour.auth = { username: 'office', password: 'another' };
    await call('smartHost.test', smartHost);
    // Some servers say again what they do not understand.
    lab.doubles.trusted.behaviour.refuseAuth = (line) => `500 5.5.1 Unrecognized: ${line} (${smartHostPassword})`;
    await call('smartHost.test', smartHost);
    await call('users.save', { username: 'till-7', password: userPassword });
    await call('users.save', { username: 'till-7', password: userPassword });
    await call('users.save', { username: userPassword.slice(0, 3), password: userPassword, note: 7 });
    const key = readFileSync(join(dataDir, 'identity.key'), 'utf8');
    const certificates = lab.ca.rootPem;
    await call('certificate.import', { pem: { certificates, key } });
    await call('certificate.import', { pem: { certificates: key, key: `${key}x` } });
    const locked = createPrivateKey(key).export({
      ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc' },
      passphrase: keyPassword,
    });
    for (const password of [keyPassword, pfxPassword]) {
      await call('certificate.import', { pem: { certificates, key: locked, password } });
    }
    await call('certificate.import', { pfx: { data: base64('no PFX'), password: pfxPassword } });
    await call('certificate.import', { pfx: { data: 7, password: pfxPassword } });

    const port = Number(engine.smtpAddresses()[0]?.split(':').at(-1));
    for (const [username, password] of [
      ['till-7', userPassword],
      ['till-7', wrongPassword],
      [wrongPassword, userPassword],
    ] as const) {
      const client = await SmtpClient.connect({ port });
      await client.readReply();
      await client.command('EHLO till.example');
      await client.startTls();
      await client.command('EHLO till.example');
      await client.command(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`).catch(() => null);
      await client.command('MAIL FROM:<a@office.example>').catch(() => null);
      await client.command('RCPT TO:<bob@tempfail.example>').catch(() => null);
      await client.command('DATA').catch(() => null);
      await client.sendData('Subject: x\r\n\r\nx\r\n').catch(() => null);
      client.destroy();
    }
    await expect.poll(() => said.some((line) => line.includes('"code":"authentication-failed"'))).toBe(true);

    // Everything that can be asked for without an input, which is every list, export and status there is.
    for (const name of commandNames.filter((each) => !/^(delivery|backup)\./.test(each))) await call(name, {});
    for (const format of ['csv', 'json', 'postfix', 'exchange']) await call('rules.export', { format });
    await call('history.query', { limit: 1000 });
    await engine.stop();

    const everywhere = said.join('\n');
    expect(everywhere).toContain('login-failed');
    // The first line holds the private number; the public key behind it is in every certificate.
    const [, firstLineOfKey = ''] = key.split('\n');
    expect(firstLineOfKey).toHaveLength(64);
    const keyForms =
      key256 === null ? [] : [key256.toString('base64'), key256.toString('hex'), key256.toString('latin1')];
    const forms = [
      ...keyForms,
      ...formsOf(smartHostPassword, 'office'),
      ...formsOf(userPassword, 'till-7'),
      ...formsOf(wrongPassword, 'till-7'),
      ...formsOf(keyPassword, ''),
      ...formsOf(pfxPassword, ''),
      firstLineOfKey,
    ];
    expect(forms.length).toBeGreaterThan(12);
    for (const form of forms) expect(everywhere.includes(form), form).toBe(false);
    // What is kept of a user's password stays in the database, whole or in part.
    const partsOfHashes = [...readFileSync(join(dataDir, 'sealpost.db'), 'latin1').matchAll(storedHash)].flatMap(
      ([, salt = '', derived = '']) => ['$scrypt$', salt, derived],
    );
    expect(partsOfHashes.length).toBeGreaterThan(2);
    for (const part of partsOfHashes) expect(everywhere.includes(part), part).toBe(false);

    const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(dataDir, name)).isFile(),
    );
    expect(files).toContain('sealpost.db');
    for (const name of files) {
      const octets = readFileSync(join(dataDir, name));
      if (secretFiles.some((file) => name.startsWith(file))) {
        expect(statSync(join(dataDir, name)).mode & 0o077, name).toBe(0);
        continue;
      }
      const unwanted = name === 'sealpost.db' ? forms : [...forms, ...partsOfHashes];
      for (const form of unwanted) expect(octets.includes(form), `${form} in ${name}`).toBe(false);
    }
    // They are kept all the same.
    expect(createSecretStore(join(dataDir, 'secrets.json'), key256).get()).toEqual({ smartHostPassword });
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8').includes(smartHostPassword)).toBe(key256 === null);
  },
);

import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { FakeClock } from '../support/fakeClock.ts';
import { createFakeClock } from '../support/fakeClock.ts';
import {
  makeKey,
  type OpenSsl,
  openSsl,
  opensslMissing,
  type SignOptions,
  signRequest,
  signWithOpenSsl,
} from '../support/openssl.ts';
import { SmtpClient } from '../support/smtpClient.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine, type TestEngine, type TestEngineOptions } from '../support/testEngine.ts';

const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;
const host = 'relay.office.example';
const serverExtensions = [`subjectAltName=DNS:${host}`, 'basicConstraints=CA:FALSE', 'extendedKeyUsage=serverAuth'];
const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];

/** A little ahead, so that what OpenSSL signs during the test is valid. */
const createTestClock = () => createFakeClock(Date.now() + hourMs);

async function start(options: TestEngineOptions = {}): Promise<TestEngine> {
  const engine = await startTestEngine({ clock: createTestClock(), ...options });
  onTestFinished(() => engine.stop());
  return engine;
}

async function greet(engine: TestEngine): Promise<SmtpClient> {
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  onTestFinished(() => client.destroy());
  await client.readReply();
  await client.command('EHLO client.example');
  return client;
}

/** What a client that comes now is shown, its own certificate first. */
async function shownChain(engine: TestEngine): Promise<X509Certificate[]> {
  const client = await greet(engine);
  await client.startTls();
  const chain: X509Certificate[] = [];
  for (let each = client.tls?.getPeerX509Certificate(); each; each = each.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === each?.fingerprint256)) break;
    chain.push(each);
  }
  client.destroy();
  return chain;
}

const sha256Of = (pem: string) => new X509Certificate(pem).fingerprint256;

describe('what is made here', () => {
  it('shows the certificate of the first start', async () => {
    const engine = await start();
    const own = await engine.call('certificate.get', {});
    expect(own).toMatchObject({ selfSigned: true, keyMatches: true, origin: 'created', renewsItself: true });
    expect(own).toMatchObject({ warnings: [], pendingRequest: null, chain: [own.certificate] });
    expect((await shownChain(engine))[0]?.fingerprint256).toBe(own.certificate.sha256);
  });

  it.each([
    ['ec-p256', 'EC prime256v1', 'ecdsa-with-SHA256'],
    ['ec-p384', 'EC secp384r1', 'ecdsa-with-SHA384'],
    ['rsa-2048', 'RSA 2048', 'sha256WithRSAEncryption'],
    ['rsa-3072', 'RSA 3072', 'sha256WithRSAEncryption'],
    ['rsa-4096', 'RSA 4096', 'sha256WithRSAEncryption'],
  ] as const)('generates %s, and shows it from then on', async (keyType, key, signatureAlgorithm) => {
    const engine = await start();
    const before = await engine.call('certificate.get', {});
    const made = await engine.call('certificate.generate', {
      keyType,
      validDays: 90,
      names: [host, 'Bücher.example', '*.office.example', '192.0.2.1', '2001:db8::1', host],
      organization: 'Office & Söhne, Ltd.',
      country: 'gb',
      state: 'Oxfordshire',
      locality: 'Abingdon',
    });
    expect(made.certificate).toMatchObject({
      commonName: host,
      subjectAltNames: [host, 'xn--bcher-kva.example', '*.office.example', '192.0.2.1', '2001:DB8:0:0:0:0:0:1'],
      organization: 'Office & Söhne, Ltd.',
      location: 'C=GB, ST=Oxfordshire, L=Abingdon',
      key,
      signatureAlgorithm,
    });
    expect(Date.parse(made.certificate.notAfter) - Date.now()).toBeGreaterThan(89 * dayMs);
    expect(Date.parse(made.certificate.notAfter) - Date.now()).toBeLessThan(91 * dayMs);
    expect(made).toMatchObject({ selfSigned: true, origin: 'generated', renewsItself: true });
    expect(await engine.call('certificate.get', {})).toEqual(made);
    expect((await shownChain(engine))[0]?.fingerprint256).toBe(made.certificate.sha256);
    expect(sha256Of(readFileSync(join(engine.dataDir, 'identity.crt.previous'), 'utf8'))).toBe(
      before.certificate.sha256,
    );
    for (const file of ['identity.key', 'identity.key.previous'])
      expect(statSync(join(engine.dataDir, file)).mode & 0o777, file).toBe(0o600);
  });

  it.each([
    [{ names: [] }, 'names'],
    [{ names: [host, 'not a name'] }, 'names.1'],
    [{ names: ['*.com'] }, 'names.0'],
    [{ validDays: 0 }, 'validDays'],
    [{ validDays: 3651 }, 'validDays'],
    [{ keyType: 'rsa-1024' }, 'keyType'],
    [{ country: 'England' }, 'country'],
    [{ organization: 'o'.repeat(65) }, 'organization'],
  ])('refuses to generate with %j', async (wrong, field) => {
    const engine = await start();
    const before = await engine.call('certificate.get', {});
    const input = { keyType: 'ec-p256', validDays: 90, names: [host], ...wrong };
    await expect(engine.callRaw('certificate.generate', input)).rejects.toMatchObject({
      refusal: { code: 'invalid-input', field },
    });
    expect(await engine.call('certificate.get', {})).toEqual(before);
  });

  it('says where the certificate does not cover the name it greets with', async () => {
    const engine = await start();
    const names = ['other.example'];
    const own = await engine.call('certificate.generate', { keyType: 'ec-p256', validDays: 90, names });
    expect(own.warnings).toEqual(['hostname-not-covered']);
  });

  it('survives a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await startTestEngine({ dataDir });
    const made = await first.call('certificate.generate', { keyType: 'ec-p384', validDays: 90, names: [host] });
    await first.stop();
    const second = await start({ dataDir });
    expect((await second.call('certificate.get', {})).certificate).toEqual(made.certificate);
  });
});

describe('sessions', () => {
  it('go on over a change, in the clear and over TLS; the next handshake shows the new certificate', async () => {
    const engine = await start();
    const old = (await engine.call('certificate.get', {})).certificate.sha256;
    const secured = await greet(engine);
    await secured.startTls();
    await secured.command('EHLO client.example');
    expect((await secured.command('MAIL FROM:<a@client.example>')).code).toBe(250);
    const plain = await greet(engine);

    const made = await engine.call('certificate.generate', { keyType: 'ec-p256', validDays: 9, names: [host] });

    expect((await secured.command('RCPT TO:<b@example.com>')).code).toBe(250);
    expect((await secured.command('DATA')).code).toBe(354);
    expect((await secured.sendData('Subject: x\r\n\r\nOver the change.\r\n')).code).toBe(250);
    expect(secured.tls?.getPeerX509Certificate()?.fingerprint256).toBe(old);
    expect((await plain.startTls()).code).toBe(220);
    expect(plain.tls?.getPeerX509Certificate()?.fingerprint256).toBe(made.certificate.sha256);
    expect((await plain.command('EHLO client.example')).code).toBe(250);
  });
});

describe.skipIf(opensslMissing)(`import (${opensslMissing ?? 'made by OpenSSL'})`, () => {
  let ssl: OpenSsl;
  const sign = (name: string, options: Partial<SignOptions> = {}) =>
    signWithOpenSsl(ssl, name, {
      key: 'P-256',
      subject: `/C=GB/ST=Oxfordshire/L=Abingdon/O=Office/CN=${host}`,
      extensions: serverExtensions,
      issuer: 'intermediate',
      ...options,
    });
  const pem = (name: string) => ({ certificates: ssl.read(`${name}.crt`), key: ssl.read(`${name}.key`) });
  const pfx = (name: string, ...options: string[]) => {
    const chain = ['-certfile', 'chain.crt'];
    const files = ['-in', `${name}.crt`, '-inkey', `${name}.key`, ...chain, '-out', 'out.pfx'];
    ssl.run('pkcs12', '-export', ...files, '-passout', 'pass:geheim', ...options);
    return { data: ssl.readBase64('out.pfx'), password: 'geheim' };
  };

  beforeAll(() => {
    ssl = openSsl();
    sign('root', { subject: '/CN=Office Root', extensions: authority, issuer: null, key: 'rsa:2048' });
    sign('intermediate', { subject: '/CN=Office CA', extensions: authority, issuer: 'root' });
    sign('other-root', { subject: '/CN=Other Root', extensions: authority, issuer: null });
    sign('server');
    sign('rsa', { key: 'rsa:2048' });
    ssl.write('chain.crt', ssl.read('root.crt') + ssl.read('intermediate.crt'));
  });
  afterAll(() => ssl.remove());

  it('takes PEM in any order, puts the chain in order and drops what is not of it', async () => {
    const engine = await start();
    const shuffled = ['other-root', 'root', 'server', 'intermediate'].map((name) => ssl.read(`${name}.crt`)).join('\n');
    const own = await engine.call('certificate.import', {
      pem: { certificates: shuffled, key: ssl.read('server.key') },
    });
    expect(own.chain.map(({ commonName }) => commonName)).toEqual([host, 'Office CA', 'Office Root']);
    expect(own).toMatchObject({ selfSigned: false, origin: 'imported', renewsItself: false });
    expect(own.certificate).toMatchObject({ organization: 'Office', location: 'C=GB, ST=Oxfordshire, L=Abingdon' });
    expect((await shownChain(engine)).map(({ fingerprint256 }) => fingerprint256)).toEqual(
      own.chain.map(({ sha256 }) => sha256),
    );
    expect(readFileSync(join(engine.dataDir, 'identity.key'), 'utf8')).toContain('BEGIN PRIVATE KEY');
    expect(statSync(join(engine.dataDir, 'identity.key')).mode & 0o777).toBe(0o600);
  });

  it('says whether the issuer is one that is known here', async () => {
    const engine = await start();
    const complete = {
      certificates: ssl.read('server.crt') + ssl.read('intermediate.crt'),
      key: ssl.read('server.key'),
    };
    expect((await engine.call('certificate.import', { pem: complete })).warnings).toEqual(
      expect.arrayContaining(['issuer-missing']),
    );
    await engine.call('settings.save', { hostname: host, trust: { caFiles: [join(ssl.dir, 'root.crt')] } });
    expect((await engine.call('certificate.get', {})).warnings).toEqual([]);
    expect((await engine.call('certificate.import', { pem: pem('server') })).warnings).toEqual(['issuer-missing']);
  });

  it('finds the key in the same file, in the old forms too, and opens it with its password', async () => {
    const engine = await start();
    const together = ssl.run('ec', '-in', 'server.key') + ssl.read('server.crt');
    expect((await engine.call('certificate.import', { pem: { certificates: together } })).certificate.sha256).toBe(
      sha256Of(ssl.read('server.crt')),
    );
    const encrypted = ssl.run('pkcs8', '-topk8', '-in', 'rsa.key', '-passout', 'pass:schlüssel');
    const traditional = ssl.run('rsa', '-in', 'rsa.key', '-aes128', '-traditional', '-passout', 'pass:schlüssel');
    expect(traditional).toContain('Proc-Type: 4,ENCRYPTED');
    for (const key of [encrypted, traditional]) {
      const input = { certificates: ssl.read('rsa.crt'), key, password: 'schlüssel' };
      expect((await engine.call('certificate.import', { pem: input })).certificate.key).toBe('RSA 2048');
    }
    expect(readFileSync(join(engine.dataDir, 'identity.key'), 'utf8')).not.toContain('ENCRYPTED');
  });

  it('takes a server certificate that signs itself, as openssl req -x509 makes it', async () => {
    const engine = await start();
    sign('self', { issuer: null, extensions: [`subjectAltName=DNS:${host}`, 'basicConstraints=critical,CA:TRUE'] });
    const own = await engine.call('certificate.import', { pem: pem('self') });
    expect(own).toMatchObject({ selfSigned: true, origin: 'imported', renewsItself: false });
  });

  it.each([
    ['AES, as OpenSSL 3 writes it', 'rsa', []],
    ['AES with an EC key', 'server', []],
    ['3DES, as Windows writes it', 'rsa', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['3DES with an EC key', 'server', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['RC2, as old Windows writes it', 'rsa', ['-legacy']],
    ['AES-128 and SHA-512', 'server', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512']],
    ['without a MAC', 'rsa', ['-nomac']],
    ['nothing encrypted but the key', 'rsa', ['-certpbe', 'NONE']],
    ['many rounds, as Firefox writes it', 'server', ['-iter', '600000']],
  ])('reads PFX: %s', async (_name, name, options) => {
    const engine = await start();
    const own = await engine.call('certificate.import', { pfx: pfx(name, ...options) });
    expect(own.chain.map(({ sha256 }) => sha256)).toEqual(
      [name, 'intermediate', 'root'].map((each) => sha256Of(ssl.read(`${each}.crt`))),
    );
    expect((await shownChain(engine))[0]?.fingerprint256).toBe(own.certificate.sha256);
  });

  it('reads PFX to the last octet where the signature is RSASSA-PSS, which the PFX library writes anew', async () => {
    const engine = await start();
    ssl.write('pss-signed.ext', serverExtensions.join('\n'));
    ssl.run(
      ...['x509', '-req', '-in', 'rsa.csr', '-out', 'pss-signed.crt', '-extfile', 'pss-signed.ext', '-days', '9'],
      ...['-CA', 'root.crt', '-CAkey', 'root.key', '-set_serial', '7', '-sigopt', 'rsa_padding_mode:pss'],
    );
    ssl.write('pss-signed.key', ssl.read('rsa.key'));
    const own = await engine.call('certificate.import', { pfx: pfx('pss-signed') });
    expect(own.chain.map(({ sha256 }) => sha256)).toEqual(
      ['pss-signed', 'root'].map((each) => sha256Of(ssl.read(`${each}.crt`))),
    );
  });

  it('reads PFX with a password beyond ASCII, and with none', async () => {
    const engine = await start();
    const { data } = pfx('server', '-passout', 'pass:schlüßel €');
    expect((await engine.call('certificate.import', { pfx: { data, password: 'schlüßel €' } })).origin).toBe(
      'imported',
    );
    const empty = { ...pfx('rsa', '-passout', 'pass:'), password: '' };
    expect((await engine.call('certificate.import', { pfx: empty })).certificate.key).toBe('RSA 2048');
  });

  describe('refuses by name, and changes nothing', () => {
    let engine: TestEngine;
    let clock: FakeClock;
    let before: string;
    beforeAll(async () => {
      clock = createTestClock();
      engine = await startTestEngine({ clock });
      before = fingerprintFolder(engine.dataDir);
      sign('expired', { days: -1 });
      sign('weak', { key: 'rsa:1024' });
      sign('curve', { key: 'P-256' });
      ssl.run('ecparam', '-name', 'secp256k1', '-genkey', '-noout', '-out', 'curve.key');
      ssl.run('req', '-new', '-key', 'curve.key', '-out', 'curve.csr', '-subj', `/CN=${host}`);
      signRequest(ssl, 'curve.csr', 'curve.crt', { extensions: serverExtensions, issuer: 'intermediate' });
      sign('client', { extensions: [`subjectAltName=DNS:${host}`, 'extendedKeyUsage=clientAuth'] });
      sign('sha1', { digest: 'sha1' });
    });
    afterAll(() => engine.stop());

    const refused = async (input: unknown, field: string, message: RegExp, code = 'invalid-input') => {
      await expect(engine.callRaw('certificate.import', input)).rejects.toMatchObject({
        refusal: { code, field, message: expect.stringMatching(message) },
      });
      expect(fingerprintFolder(engine.dataDir)).toBe(before);
    };
    const encryptedKey = () => ssl.run('pkcs8', '-topk8', '-in', 'server.key', '-passout', 'pass:geheim');

    it('a key that is not the certificate’s', async () => {
      const mixed = { certificates: ssl.read('server.crt'), key: ssl.read('rsa.key') };
      await refused({ pem: mixed }, 'pem.key', /do not belong together/, 'conflict');
    });
    it('a certificate of no key that is known', () =>
      refused({ pem: { certificates: ssl.read('server.crt') } }, 'pem.key', /Give its key too/, 'conflict'));
    it('a wrong password of a key', () =>
      refused({ pem: { ...pem('server'), key: encryptedKey(), password: 'wrong' } }, 'pem.password', /does not open/));
    it('a missing password of a key', () =>
      refused({ pem: { ...pem('server'), key: encryptedKey() } }, 'pem.password', /encrypted/));
    it('a wrong password of a PFX', () =>
      refused({ pfx: { ...pfx('server'), password: 'wrong' } }, 'pfx.password', /does not open/));
    it('a wrong password of a PFX without a MAC', () =>
      refused({ pfx: { ...pfx('server', '-nomac'), password: 'wrong' } }, 'pfx.password', /does not open/));
    it('a wrong password of an old PFX', () =>
      refused({ pfx: { ...pfx('rsa', '-legacy'), password: '' } }, 'pfx.password', /does not open/));
    it('an expired one', async () => {
      await refused({ pem: pem('expired') }, 'pem.certificates', /has expired, on \d{4}-/);
      await refused({ pfx: pfx('expired') }, 'pfx.data', /has expired/);
    });
    it('one that is not valid yet', async () => {
      const now = clock.now();
      clock.set(now - 3 * dayMs);
      await refused({ pem: pem('server') }, 'pem.certificates', /not valid yet, only from \d{4}-.* UTC/).finally(() =>
        clock.set(now),
      );
    });
    it('an authority’s', () => refused({ pem: pem('intermediate') }, 'pem.certificates', /authority \(CA\)/));
    it('an authority’s that signs itself', () => refused({ pem: pem('root') }, 'pem.certificates', /authority \(CA\)/));
    it('one for clients only', () => refused({ pem: pem('client') }, 'pem.certificates', /not for servers/));
    it('a weak key', async () => {
      await refused({ pem: pem('weak') }, 'pem.key', /RSA with 1024 bits/);
      await refused({ pfx: pfx('weak') }, 'pfx.data', /RSA with 1024 bits/);
    });
    it('a curve that TLS does not know', () => refused({ pem: pem('curve') }, 'pem.key', /secp256k1/));
    it('a SHA-1 signature', () => refused({ pem: pem('sha1') }, 'pem.certificates', /SHA1/));
    it.each([
      ['nothing', '', /no certificate in PEM/],
      ['a request', () => ssl.read('server.csr'), /request \(CSR\)/],
      ['a key alone', () => ssl.read('server.key'), /private key in it, but no certificate/],
      ['damaged octets', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /Certificate 1 of 1 cannot/],
      ['a damaged second one', () => ssl.read('server.crt') + ssl.read('root.crt').replace(/M/g, 'N'), /2 of 2 cannot/],
    ])('certificates that are %s', (_name, text, message) =>
      refused(
        { pem: { certificates: typeof text === 'string' ? text : text(), key: ssl.read('server.key') } },
        'pem.certificates',
        message,
      ),
    );
    it.each([
      ['nothing', 'none', /no private key in PEM/],
      ['for SSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----', /SSH/],
      ['damaged', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /cannot be read/],
    ])('a key that is %s', (_name, key, message) =>
      refused({ pem: { certificates: ssl.read('server.crt'), key } }, 'pem.key', message),
    );
    it('a PFX that is none', async () => {
      await refused({ pfx: { data: '%%%', password: '' } }, 'pfx.data', /not a PFX/);
      await refused({ pfx: { data: 'AAAA', password: '' } }, 'pfx.data', /not a PFX/);
      const certificate = new X509Certificate(ssl.read('server.crt')).raw.toString('base64');
      await refused({ pfx: { data: certificate, password: '' } }, 'pfx.data', /not a PFX/);
      const whole = pfx('server');
      await refused({ pfx: { ...whole, data: whole.data.slice(0, 400) } }, 'pfx.data', /not a PFX/);
    });
    it('a PFX without a key, or without a certificate', async () => {
      await refused({ pfx: pfx('server', '-nokeys') }, 'pfx.data', /no private key/);
      ssl.run(
        ...['pkcs12', '-export', '-nocerts', '-inkey', 'server.key', '-out', 'key.pfx', '-passout', 'pass:geheim'],
      );
      await refused({ pfx: { data: ssl.readBase64('key.pfx'), password: 'geheim' } }, 'pfx.data', /no certificate/);
    });
    it('a PFX whose protection cannot be read', () =>
      refused({ pfx: pfx('rsa', '-macalg', 'sha3-256') }, 'pfx.data', /cannot be read here/));
    it('a PFX that asks for too many rounds', async () => {
      await refused({ pfx: pfx('server', '-iter', '1100000') }, 'pfx.data', /1,000,000 rounds/);
      await refused({ pfx: pfx('server', '-iter', '1100000', '-nomac') }, 'pfx.data', /1,000,000 rounds/);
    });
    it('both forms at once, or neither', async () => {
      await refused({}, 'pem', /either PEM or PFX/);
      await refused({ pem: pem('server'), pfx: { data: 'AAAA', password: '' } }, 'pem', /either PEM or PFX/);
    });
  });

  it('makes a request, keeps its key over a restart, and takes the answer', async () => {
    const dataDir = temporaryFolder();
    const first = await startTestEngine({ dataDir });
    const before = await first.call('certificate.get', {});
    const { csr } = await first.call('certificate.csr', {
      keyType: 'rsa-2048',
      names: [host, '192.0.2.1'],
      organization: 'Office',
      country: 'GB',
    });
    ssl.write('ours.csr', csr);
    const text = ssl.run('req', '-in', 'ours.csr', '-noout', '-text', '-verify');
    expect(text).toContain(`Subject: C = GB, O = Office, CN = ${host}`);
    expect(text).toContain(`DNS:${host}, IP Address:192.0.2.1`);
    expect(await first.call('certificate.get', {})).toEqual({
      ...before,
      pendingRequest: { csr, names: [host, '192.0.2.1'], createdAt: expect.any(String) },
    });
    expect(statSync(join(dataDir, 'identity-request.json')).mode & 0o777).toBe(0o600);
    await first.stop();

    const second = await start({ dataDir });
    signRequest(ssl, 'ours.csr', 'ours.crt', { extensions: serverExtensions, issuer: 'intermediate' });
    const answer = { certificates: ssl.read('ours.crt') + ssl.read('intermediate.crt') };
    const own = await second.call('certificate.import', { pem: answer });
    expect(own).toMatchObject({ origin: 'imported', pendingRequest: null, certificate: { key: 'RSA 2048' } });
    expect((await shownChain(second)).map(({ subject }) => subject)).toEqual([
      expect.stringContaining(host),
      'CN=Office CA',
    ]);
    expect(existsSync(join(dataDir, 'identity-request.json'))).toBe(false);
  });

  it('asks again for the key in use, and keeps the request where another pair is imported', async () => {
    const engine = await start();
    const { spkiPin } = (await engine.call('certificate.get', {})).certificate;
    const { csr } = await engine.call('certificate.csr', { names: [host], newKey: false });
    ssl.write('same.csr', csr);
    signRequest(ssl, 'same.csr', 'same.crt', { extensions: serverExtensions, issuer: 'intermediate' });
    const other = await engine.call('certificate.import', { pem: pem('server') });
    expect(other.pendingRequest?.csr).toBe(csr);
    const own = await engine.call('certificate.import', { pem: { certificates: ssl.read('same.crt') } });
    expect(own).toMatchObject({ pendingRequest: null, certificate: { spkiPin } });
    await expect(
      engine.callRaw('certificate.csr', { names: [host], newKey: false, keyType: 'ec-p256' }),
    ).rejects.toMatchObject({ refusal: { code: 'invalid-input', field: 'keyType' } });
  });

  it('says for which key no request can be made', async () => {
    const engine = await start();
    makeKey(ssl, 'pss.key', 'RSA-PSS');
    ssl.run('req', '-new', '-key', 'pss.key', '-out', 'pss.csr', '-subj', `/CN=${host}`);
    signRequest(ssl, 'pss.csr', 'pss.crt', { extensions: serverExtensions, issuer: 'intermediate' });
    await engine.call('certificate.import', { pem: pem('pss') });
    await expect(engine.callRaw('certificate.csr', { names: [host], newKey: false })).rejects.toMatchObject({
      refusal: { field: 'newKey' },
    });
  });

  it('warns 30, 14 and 3 days before the end, once each, over restarts, until there is a successor', async () => {
    const clock = createTestClock();
    const dataDir = temporaryFolder();
    sign('ending', { days: 40 });
    let engine = await startTestEngine({ clock, dataDir });
    const end = new X509Certificate(ssl.read('ending.crt')).validToDate.getTime();
    await engine.call('certificate.import', { pem: pem('ending') });
    const warnings = async () =>
      (await engine.entries()).filter(({ outcome }) => outcome === 'warning').map(({ detail }) => detail);
    const notices = async () => (await engine.call('status.get', {})).notices;
    const restartAt = async (now: number) => {
      await engine.stop();
      clock.set(now);
      engine = await startTestEngine({ clock, dataDir });
    };
    const day = new Date(end).toISOString().slice(0, 10);

    await restartAt(end - 31 * dayMs);
    expect(await warnings()).toEqual([]);
    expect(await notices()).toEqual([]);
    // While it runs, within the hour.
    clock.set(end - 30 * dayMs);
    await clock.advance(hourMs);
    await engine.waitForEntry(({ outcome }) => outcome === 'warning');
    const at = (days: number) => new Date(end - days * dayMs).toISOString();
    expect(await warnings()).toEqual([`The certificate of this relay ends in 30 days, on ${day}.`]);
    expect(await notices()).toEqual([{ kind: 'own-certificate-expiring', at: at(30), detail: day }]);
    await restartAt(end - 20 * dayMs);
    expect(await warnings()).toHaveLength(1);
    await restartAt(end - 14 * dayMs);
    expect((await warnings())[1]).toBe(`The certificate of this relay ends in 14 days, on ${day}.`);
    await restartAt(end - dayMs);
    expect((await warnings())[2]).toBe(`The certificate of this relay ends in 1 day, on ${day}.`);
    await restartAt(end + dayMs);
    expect(await warnings()).toHaveLength(3);
    expect(await notices()).toEqual([{ kind: 'own-certificate-expiring', at: at(3), detail: day }]);
    expect((await engine.call('status.get', {})).state).toBe('attention');
    await engine.call('certificate.generate', { keyType: 'ec-p256', validDays: 365, names: [host] });
    expect(await notices()).toEqual([]);
    await engine.stop();
  });
});

describe('what was made here', () => {
  it('is renewed while the engine runs, with its key, names and length of life', async () => {
    const clock = createTestClock();
    const engine = await start({ clock });
    const names = [host, '192.0.2.1'];
    const made = await engine.call('certificate.generate', {
      keyType: 'rsa-2048',
      validDays: 90,
      names,
      organization: 'Office',
      country: 'GB',
    });
    const end = Date.parse(made.certificate.notAfter);
    clock.set(end - 29 * dayMs);
    await clock.advance(hourMs);
    const renewed = await waitForRenewal(engine, made.certificate.sha256);
    expect(renewed).toMatchObject({ origin: 'generated', selfSigned: true });
    const { spkiPin, commonName, subjectAltNames, organization, location } = made.certificate;
    expect(renewed.certificate).toMatchObject({ spkiPin, commonName, subjectAltNames, organization, location });
    expect(Date.parse(renewed.certificate.notAfter)).toBeGreaterThan(clock.now() + 89 * dayMs);
    expect((await shownChain(engine))[0]?.fingerprint256).toBe(renewed.certificate.sha256);
    const { notices } = await engine.call('status.get', {});
    expect(notices).toEqual([]);
  });

  it('a pair that does not fit is replaced, kept, and told of', async () => {
    const dataDir = temporaryFolder();
    await (await startTestEngine({ dataDir })).stop();
    writeFileSync(join(dataDir, 'identity.key'), 'broken');
    const engine = await start({ dataDir });
    const { notices, state } = await engine.call('status.get', {});
    expect(state).toBe('attention');
    expect(notices).toEqual([
      { kind: 'identity-replaced', at: expect.any(String), detail: expect.stringMatching(/identity\.key\.unusable-/) },
    ]);
    const [kept = ''] = notices[0]?.detail.split(', ') ?? [];
    expect(readFileSync(join(dataDir, kept), 'utf8')).toBe('broken');
    await engine.waitForEntry(
      ({ outcome, detail }) => outcome === 'warning' && (detail ?? '').includes('was replaced'),
    );
    await engine.call('certificate.generate', { keyType: 'ec-p256', validDays: 365, names: [host] });
    expect((await engine.call('status.get', {})).notices).toEqual([]);
  });
});

/** Renewal signs beside the event loop, and says nothing when it is done. */
async function waitForRenewal(engine: TestEngine, before: string) {
  for (;;) {
    const own = await engine.call('certificate.get', {});
    if (own.certificate.sha256 !== before) return own;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Every file of the identity with its content: what a refusal must not touch. */
function fingerprintFolder(dir: string): string {
  return readdirSync(dir)
    .filter((name) => name.startsWith('identity'))
    .sort()
    .map((name) => `${name} ${readFileSync(join(dir, name), 'base64')}`)
    .join('\n');
}

import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeClock } from '../../support/fakeClock.ts';
import { officeCa, serverExtensions } from '../../support/officeCa.ts';
import { opensslMissing, signRequest } from '../../support/openssl.ts';
import { createTestClock, dayMs, host } from '../../support/ownCertificate.ts';
import { startTestEngine, type TestEngine } from '../../support/testEngine.ts';

describe.skipIf(opensslMissing)(
  `import refuses by name, and changes nothing (${opensslMissing ?? 'made by OpenSSL'})`,
  () => {
    const { ssl, sign, pem, pfx } = officeCa();
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
  },
);

/** Every file of the identity with its content: what a refusal must not touch. */
function fingerprintFolder(dir: string): string {
  return readdirSync(dir)
    .filter((name) => name.startsWith('identity'))
    .sort()
    .map((name) => `${name} ${readFileSync(join(dir, name), 'base64')}`)
    .join('\n');
}

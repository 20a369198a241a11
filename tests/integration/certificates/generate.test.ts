import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dayMs, greet, host, sha256Of, shownChain, startCertified } from '../../support/ownCertificate.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { startTestEngine } from '../../support/testEngine.ts';

describe('what is made here', () => {
  it('shows the certificate of the first start', async () => {
    const engine = await startCertified();
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
    const engine = await startCertified();
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
    const engine = await startCertified();
    const before = await engine.call('certificate.get', {});
    const input = { keyType: 'ec-p256', validDays: 90, names: [host], ...wrong };
    await expect(engine.callRaw('certificate.generate', input)).rejects.toMatchObject({
      refusal: { code: 'invalid-input', field },
    });
    expect(await engine.call('certificate.get', {})).toEqual(before);
  });

  it('says where the certificate does not cover the name it greets with', async () => {
    const engine = await startCertified();
    const names = ['other.example'];
    const own = await engine.call('certificate.generate', { keyType: 'ec-p256', validDays: 90, names });
    expect(own.warnings).toEqual(['hostname-not-covered']);
  });

  it('survives a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await startTestEngine({ dataDir });
    const made = await first.call('certificate.generate', { keyType: 'ec-p384', validDays: 90, names: [host] });
    await first.stop();
    const second = await startCertified({ dataDir });
    expect((await second.call('certificate.get', {})).certificate).toEqual(made.certificate);
  });
});

describe('sessions', () => {
  it('go on over a change, in the clear and over TLS; the next handshake shows the new certificate', async () => {
    const engine = await startCertified();
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

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { officeCa, serverExtensions } from '../../support/officeCa.ts';
import { opensslMissing } from '../../support/openssl.ts';
import { host, sha256Of, shownChain, startCertified } from '../../support/ownCertificate.ts';

describe.skipIf(opensslMissing)(`import (${opensslMissing ?? 'made by OpenSSL'})`, () => {
  const { ssl, sign, pem, pfx } = officeCa();

  it('takes PEM in any order, puts the chain in order and drops what is not of it', async () => {
    const engine = await startCertified();
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
    const engine = await startCertified();
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
    const engine = await startCertified();
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
    const engine = await startCertified();
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
    const engine = await startCertified();
    const own = await engine.call('certificate.import', { pfx: pfx(name, ...options) });
    expect(own.chain.map(({ sha256 }) => sha256)).toEqual(
      [name, 'intermediate', 'root'].map((each) => sha256Of(ssl.read(`${each}.crt`))),
    );
    expect((await shownChain(engine))[0]?.fingerprint256).toBe(own.certificate.sha256);
  });

  it('reads PFX to the last octet where the signature is RSASSA-PSS, which the PFX library writes anew', async () => {
    const engine = await startCertified();
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
    const engine = await startCertified();
    const { data } = pfx('server', '-passout', 'pass:schlüßel €');
    expect((await engine.call('certificate.import', { pfx: { data, password: 'schlüßel €' } })).origin).toBe(
      'imported',
    );
    const empty = { ...pfx('rsa', '-passout', 'pass:'), password: '' };
    expect((await engine.call('certificate.import', { pfx: empty })).certificate.key).toBe('RSA 2048');
  });
});

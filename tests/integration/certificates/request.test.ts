import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { officeCa, serverExtensions } from '../../support/officeCa.ts';
import { makeKey, opensslMissing, signRequest } from '../../support/openssl.ts';
import { host, shownChain, startCertified } from '../../support/ownCertificate.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { startTestEngine } from '../../support/testEngine.ts';

describe.skipIf(opensslMissing)(`a request (${opensslMissing ?? 'made by OpenSSL'})`, () => {
  const { ssl, pem } = officeCa();

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

    const second = await startCertified({ dataDir });
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
    const engine = await startCertified();
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
    const engine = await startCertified();
    makeKey(ssl, 'pss.key', 'RSA-PSS');
    ssl.run('req', '-new', '-key', 'pss.key', '-out', 'pss.csr', '-subj', `/CN=${host}`);
    signRequest(ssl, 'pss.csr', 'pss.crt', { extensions: serverExtensions, issuer: 'intermediate' });
    await engine.call('certificate.import', { pem: pem('pss') });
    await expect(engine.callRaw('certificate.csr', { names: [host], newKey: false })).rejects.toMatchObject({
      refusal: { field: 'newKey' },
    });
  });
});

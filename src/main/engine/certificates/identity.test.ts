import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { loadOrCreateIdentity } from './identity.ts';
import { createSelfSigned } from './selfSigned.ts';

const hostname = 'relay.office.example';
const start = Date.parse('2026-03-01T12:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;

function load(dir: string, now = start) {
  return loadOrCreateIdentity({ dir, hostname, now: () => now });
}

describe('the first start', () => {
  test('makes an ECDSA P-256 key and a certificate for our name and localhost', async () => {
    const identity = await load(temporaryFolder());
    const certificate = new X509Certificate(identity.cert);

    expect(identity.origin).toBe('created');
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(certificate.subjectAltName).toBe('DNS:relay.office.example, DNS:localhost');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(start);
    expect(Date.parse(certificate.validTo) - start).toBeGreaterThanOrEqual(730 * dayMs);
  });

  test('leaves two files, of which only the owner reads the key', async () => {
    const dir = temporaryFolder();
    await load(dir);

    expect(readdirSync(dir).sort()).toEqual(['identity.crt', 'identity.key']);
    expect(statSync(join(dir, 'identity.key')).mode & 0o777).toBe(0o600);
  });
});

describe('a later start', () => {
  test('takes what is there', async () => {
    const dir = temporaryFolder();
    const made = await load(dir);

    expect(await load(dir, start + dayMs)).toEqual({ ...made, origin: 'loaded' });
  });

  test('renews our own certificate before it runs out, with the same key', async () => {
    const dir = temporaryFolder();
    const made = await load(dir);
    const renewed = await load(dir, start + 725 * dayMs);

    expect(renewed.origin).toBe('renewed');
    expect(renewed.key).toBe(made.key);
    expect(Date.parse(new X509Certificate(renewed.cert).validTo)).toBeGreaterThan(start + 1400 * dayMs);
    expect(await load(dir, start + 726 * dayMs)).toEqual({ ...renewed, origin: 'loaded' });
  });

  test.each([
    ['a key that does not read', 'identity.key', 'no key at all'],
    [
      'a certificate that does not read',
      'identity.crt',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    ],
    ['an empty key', 'identity.key', ''],
  ])('sets %s aside and makes a new pair', async (_name, file, content) => {
    const dir = temporaryFolder();
    const made = await load(dir);
    writeFileSync(join(dir, file), content);

    const replaced = await load(dir);

    expect(replaced.origin).toBe('replaced');
    expect(replaced.cert).not.toBe(made.cert);
    expect(replaced.setAside).toHaveLength(2);
    const kept = replaced.setAside.find((name) => name.startsWith(file)) ?? 'missing';
    expect(readFileSync(join(dir, kept), 'utf8')).toBe(content);
    expect((await load(dir)).origin).toBe('loaded');
  });

  test('sets aside a key and a certificate that do not belong together', async () => {
    const dir = temporaryFolder();
    await load(dir);
    const { key } = await createSelfSigned({ hostname, now: start });
    writeFileSync(join(dir, 'identity.key'), key);

    expect((await load(dir)).origin).toBe('replaced');
  });
});

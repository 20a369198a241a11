import { createSecureContext } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { cipherOptions } from './cipherProfiles.ts';

const base = { minVersion: 'TLSv1.2', cipherProfile: 'standard', cipherList: null } as const;

describe('cipherOptions', () => {
  test('modern is TLS 1.3 only, whatever the least version says', () => {
    expect(cipherOptions({ ...base, cipherProfile: 'modern', minVersion: 'TLSv1' })).toMatchObject({
      minVersion: 'TLSv1.3',
    });
  });

  test('fips-kRSA says what the page of the product says', () => {
    const { ciphers } = cipherOptions({ ...base, cipherProfile: 'fips-kRSA' });
    expect(ciphers).toContain(':TLSv1.2+FIPS:kRSA+FIPS:!eNULL:!aNULL');
  });

  test('only a policy that names TLS below 1.2 gets the security level for it, and only from OpenSSL', () => {
    expect(cipherOptions(base, 'openssl').ciphers).not.toContain('SECLEVEL');
    expect(cipherOptions({ ...base, minVersion: 'TLSv1.3' }, 'openssl').ciphers).not.toContain('SECLEVEL');
    for (const minVersion of ['TLSv1', 'TLSv1.1'] as const) {
      expect(cipherOptions({ ...base, minVersion }, 'openssl')).toMatchObject({
        minVersion,
        ciphers: expect.stringMatching(/:@SECLEVEL=0$/),
      });
      expect(cipherOptions({ ...base, minVersion }, 'boringssl').ciphers).not.toContain('SECLEVEL');
    }
  });

  test('a custom list never leads to a link without encryption', () => {
    const { ciphers } = cipherOptions({ ...base, cipherProfile: 'custom', cipherList: 'ALL:COMPLEMENTOFALL' });
    expect(ciphers).toBe('ALL:COMPLEMENTOFALL:!eNULL');
  });

  test('a custom list may name suites of TLS 1.3 only', () => {
    const custom = { ...base, cipherProfile: 'custom', cipherList: 'TLS_AES_256_GCM_SHA384' } as const;
    const options = cipherOptions({ ...custom, minVersion: 'TLSv1' });
    expect(options).toEqual({ minVersion: 'TLSv1.3', ciphers: 'TLS_AES_256_GCM_SHA384' });
    expect(() => createSecureContext(options)).not.toThrow();
  });

  test.each(['modern', 'standard', 'fips-kRSA'] as const)('the running TLS library can express %s', (cipherProfile) => {
    expect(() => createSecureContext(cipherOptions({ ...base, cipherProfile }))).not.toThrow();
  });
});

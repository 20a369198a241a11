import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import type { TlsPolicy } from '../types.ts';
import { createSecureContexts, fingerprintPems, trustedRoots } from './secureContexts.ts';

const policy: TlsPolicy = {
  mode: 'strict',
  minVersion: 'TLSv1.2',
  cipherProfile: 'standard',
  cipherList: null,
  mxNames: [],
  pins: [],
  ruleId: null,
};

test('a context is made once for versions, ciphers and roots, and anew for others', () => {
  const contexts = createSecureContexts();
  const first = contexts.contextFor(policy, []);
  expect(contexts.contextFor({ ...policy, mode: 'relaxed', ruleId: '7' }, [])).toBe(first);
  expect(contexts.contextFor({ ...policy, minVersion: 'TLSv1.3' }, [])).not.toBe(first);
  expect(contexts.contextFor({ ...policy, cipherProfile: 'fips-kRSA' }, [])).not.toBe(first);
  expect(contexts.contextFor(policy, ['another root'])).not.toBe(first);
  expect(contexts.contextFor(policy, [])).toBe(first);
});

test('a cipher list that this TLS library cannot use is an error', () => {
  expect(() =>
    createSecureContexts().contextFor({ ...policy, cipherProfile: 'custom', cipherList: 'NONSENSE' }, []),
  ).toThrow();
});

test("trust is Node's roots, the system's and the admin's", () => {
  const roots = trustedRoots(['the admin’s']);
  expect(roots).toContain('the admin’s');
  expect(roots).toEqual(expect.arrayContaining([...rootCertificates]));
});

test('a fingerprint of CAs depends on each, on their order and on where one ends', () => {
  const prints = [[], ['a'], ['ab'], ['a', 'b'], ['b', 'a']].map(fingerprintPems);
  expect(new Set(prints).size).toBe(prints.length);
});

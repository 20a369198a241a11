import { expect, test } from 'vitest';
import type { TlsPolicy } from '../types.ts';
import { sessionKey } from './policyFingerprint.ts';

const policy: TlsPolicy = {
  mode: 'strict',
  minVersion: 'TLSv1.2',
  cipherProfile: 'standard',
  cipherList: null,
  mxNames: ['a.example', 'b.example'],
  pins: [],
  ruleId: '1',
};
const target = { host: 'mx.a.example', port: 25, policy, credentials: null };
const settings = { hostname: 'relay.office.example', extraCaPems: ['pem'] };

test('everything that had a say in a connection is in its key', () => {
  const keys = [
    sessionKey(target, settings),
    sessionKey({ ...target, host: 'mx.b.example' }, settings),
    sessionKey({ ...target, port: 26 }, settings),
    sessionKey({ ...target, policy: { ...policy, mode: 'relaxed' } }, settings),
    sessionKey({ ...target, policy: { ...policy, minVersion: 'TLSv1.3' } }, settings),
    sessionKey({ ...target, policy: { ...policy, cipherProfile: 'fips-kRSA' } }, settings),
    sessionKey({ ...target, policy: { ...policy, cipherList: 'kRSA' } }, settings),
    sessionKey({ ...target, policy: { ...policy, mxNames: ['a.example'] } }, settings),
    sessionKey({ ...target, policy: { ...policy, pins: ['pin'] } }, settings),
    sessionKey({ ...target, credentials: { username: 'u', password: 'p' } }, settings),
    sessionKey({ ...target, credentials: { username: 'u', password: 'q' } }, settings),
    sessionKey(target, { ...settings, hostname: 'other.office.example' }),
    sessionKey(target, { ...settings, extraCaPems: [] }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('which rule asked, and in which order it lists names, does not matter', () => {
  const same = { ...policy, ruleId: '2', mxNames: ['b.example', 'a.example'] };
  expect(sessionKey({ ...target, policy: same }, settings)).toBe(sessionKey(target, settings));
});

test('a key gives no password away', () => {
  expect(sessionKey({ ...target, credentials: { username: 'u', password: 'hunter2' } }, settings)).not.toContain(
    'hunter2',
  );
});

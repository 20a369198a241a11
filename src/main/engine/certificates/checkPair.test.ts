import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCa } from '../../../../tests/support/lab/ca.ts';
import { splitPem } from '../settings/check.ts';
import { checkPair, orderChain } from './checkPair.ts';
import { pemFields } from './refusals.ts';

const now = Date.now();
const dayMs = 24 * 60 * 60 * 1000;
const read = (pem: string) => splitPem(pem).map((each) => new X509Certificate(each));

test('the chain is leaf, intermediate, root, whatever the order; strangers and copies are left out', async () => {
  const ca = await createCa();
  const issuer = await ca.intermediate('Intermediate');
  const { cert } = await ca.issue({ names: ['mx.example'], issuer });
  const stranger = await (await createCa('Other')).issue({ names: ['mx.example'] });
  const [leaf, intermediate] = read(cert);
  const [root] = read(ca.rootPem);
  if (!leaf || !intermediate || !root) throw new Error('The lab made no chain.');
  const others = [...read(stranger.cert), root, root, leaf, intermediate, intermediate];
  const chain = orderChain(leaf, others, now).map(({ fingerprint256 }) => fingerprint256);
  expect(chain).toEqual([leaf, intermediate, root].map(({ fingerprint256 }) => fingerprint256));
});

test('an authority of the same name that did not sign is not the issuer', async () => {
  const { cert } = await (await createCa('Twin')).issue({ names: ['mx.example'] });
  const [leaf] = read(cert);
  if (!leaf) throw new Error('The lab made no certificate.');
  expect(orderChain(leaf, read((await createCa('Twin')).rootPem), now)).toEqual([leaf]);
});

test('an issuer that has ended is not sent along', async () => {
  const ca = await createCa('Old', now - 6 * 365 * dayMs);
  const notAfter = new Date(now + dayMs);
  const { cert } = await ca.issue({ names: ['mx.example'], notAfter });
  const [leaf] = read(cert);
  if (!leaf) throw new Error('The lab made no certificate.');
  expect(orderChain(leaf, read(ca.rootPem), now)).toEqual([leaf]);
});

test('of two certificates of one key the one that is valid, and valid longer, is taken', async () => {
  const ca = await createCa();
  const { cert, key } = await ca.issue({ names: ['mx.example'], notAfter: new Date(now + 9 * dayMs) });
  const expired = await ca.issue({ names: ['mx.example'], notAfter: new Date(now - dayMs) });
  const other = await ca.issue({ names: ['mx.example'] });
  const keys = [expired.key, key, other.key].map((pem) => createPrivateKey(pem));
  const certificates = [expired.cert, cert, other.cert].flatMap(read);
  // The first key that has a certificate decides: its certificate has expired, and that is said.
  expect(() => checkPair({ certificates, keys, fields: pemFields, now })).toThrow(/has expired/);
  const taken = checkPair({ certificates, keys: keys.slice(1), fields: pemFields, now });
  expect(read(taken.cert)[0]?.fingerprint256).toBe(read(cert)[0]?.fingerprint256);
});

import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwordHash.ts';

test('a hash is met by its password only, however that is composed', async () => {
  const hash = await hashPassword('Sch\u00f6ne Gr\u00fc\u00dfe 1');
  expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  expect(hash).not.toContain('Gr');
  expect(await verifyPassword('Sch\u00f6ne Gr\u00fc\u00dfe 1', hash)).toBe(true);
  expect(await verifyPassword('Scho\u0308ne Gru\u0308\u00dfe 1', hash)).toBe(true);
  expect(await verifyPassword('sch\u00f6ne Gr\u00fc\u00dfe 1', hash)).toBe(false);
  expect(await hashPassword('Sch\u00f6ne Gr\u00fc\u00dfe 1')).not.toBe(hash);
});

test('the parameters are those that stand with the hash', async () => {
  // scrypt of RFC 7914's vectors has 64 octets; this one is made with N=16, r=1, p=1.
  const { scryptSync } = await import('node:crypto');
  const salt = Buffer.alloc(16, 7);
  const key = scryptSync('an old password', salt, 32, { N: 16, r: 1, p: 1 });
  const hash = `$scrypt$ln=4,r=1,p=1$${salt.toString('base64')}$${key.toString('base64')}`;
  expect(await verifyPassword('an old password', hash)).toBe(true);
  expect(await verifyPassword('another password', hash)).toBe(false);
});

test.each([null, '', 'plain', '$scrypt$ln=15,r=8,p=3$$', `$scrypt$ln=30,r=8,p=3$${'A'.repeat(24)}$${'A'.repeat(44)}`])(
  'nothing is met by the hash %s',
  async (hash) => {
    expect(await verifyPassword('', hash)).toBe(false);
    expect(await verifyPassword('anything', hash)).toBe(false);
  },
);

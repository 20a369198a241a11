import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import type { TlsIdentity } from '../intake/types.ts';
import { readIdentity, saveIdentity } from './identityFiles.ts';
import { createSelfSigned } from './selfSigned.ts';

const pair = (hostname: string) => createSelfSigned({ hostname, now: Date.now() });
const [first, second] = await Promise.all([pair('first.example'), pair('second.example')]);
const renewed = await createSelfSigned({ hostname: 'renewed.example', now: Date.now(), key: first.key });

/** A folder in which `next` takes the place of `old`, as a crash leaves it after so many of the two renames. */
function interrupted(old: TlsIdentity, next: TlsIdentity, renames: number): string {
  const dir = temporaryFolder();
  const [key = '', cert = ''] = ['identity.key', 'identity.crt'].map((file) => join(dir, file));
  writeFileSync(key, renames > 0 ? next.key : old.key);
  writeFileSync(cert, renames > 1 ? next.cert : old.cert);
  if (renames < 1) writeFileSync(`${key}.next`, next.key);
  if (renames < 2) writeFileSync(`${cert}.next`, next.cert);
  return dir;
}

describe('a change of the pair', () => {
  test('keeps the old one beside the new one, its key for the owner only', async () => {
    const dir = temporaryFolder();
    await saveIdentity(dir, first);
    await saveIdentity(dir, second);
    expect(await readIdentity(dir)).toEqual(second);
    expect(readFileSync(join(dir, 'identity.key.previous'), 'utf8')).toBe(first.key);
    expect(readFileSync(join(dir, 'identity.crt.previous'), 'utf8')).toBe(first.cert);
    for (const name of readdirSync(dir).filter((each) => each.includes('.key')))
      expect(statSync(join(dir, name)).mode & 0o777, name).toBe(0o600);
  });

  test.each([
    ['before its key took its place: the old one', first, second, 0, first],
    ['between key and certificate: the new one', first, second, 1, second],
    ['after both: the new one', first, second, 2, second],
    ['of the certificate alone, with the key kept: the new one', first, renewed, 1, renewed],
  ])('cut by a crash %s', async (_name, old, next, renames, found) => {
    const dir = interrupted(old, next, renames);
    expect(await readIdentity(dir)).toEqual(found);
    expect(readdirSync(dir).sort()).toEqual(['identity.crt', 'identity.key']);
  });

  test('that never got as far as its certificate: the old one', async () => {
    const dir = interrupted(first, second, 0);
    rmSync(join(dir, 'identity.crt.next'));
    writeFileSync(join(dir, 'identity.crt.next.part'), second.cert.slice(0, 100));
    expect(await readIdentity(dir)).toEqual(first);
  });
});

test('a first pair that a crash cut in two is whole again', async () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'identity.key'), first.key);
  writeFileSync(join(dir, 'identity.crt.next'), first.cert);
  expect(await readIdentity(dir)).toEqual(first);
});

test('a key that others could read is closed to them', async () => {
  const dir = temporaryFolder();
  await saveIdentity(dir, first);
  const copy = temporaryFolder();
  cpSync(dir, copy, { recursive: true });
  writeFileSync(join(copy, 'identity.key'), first.key, { mode: 0o644 });
  await readIdentity(copy);
  expect(statSync(join(copy, 'identity.key')).mode & 0o777).toBe(0o600);
});

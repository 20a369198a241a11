import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { readDataKey } from './readDataKey.ts';

const key = randomBytes(32);
const line = `${key.toString('base64')}\n`;

it.each([
  ['at once', [line]],
  ['octet by octet', [...line]],
  ['with more behind it', [`${line}something else`]],
  ['with a carriage return', [line.replace('\n', '\r\n')]],
])('reads the key that comes %s', async (_, chunks) => {
  const input = new PassThrough();
  const read = readDataKey(input);
  for (const chunk of chunks) input.write(chunk);
  expect(await read).toEqual(key);
});

it('reads a key that the end of input ends', async () => {
  const input = new PassThrough();
  input.end(line.trim());
  expect(await readDataKey(input)).toEqual(key);
});

it.each(['', '\n', 'no key\n', 'x'.repeat(1000)])('refuses %j without repeating it', async (text) => {
  const input = new PassThrough();
  const read = readDataKey(input);
  input.end(text);
  await expect(read).rejects.toMatchObject({
    code: 'settings-invalid',
    message: 'The first line of standard input is no data key.',
  });
});

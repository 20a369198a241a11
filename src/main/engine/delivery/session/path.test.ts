import { expect, test } from 'vitest';
import { isAscii, wirePath } from './path.ts';

test.each([
  ['', ''],
  ['a@b.example', 'a@b.example'],
  ['First.Last+tag@B.Example', 'First.Last+tag@B.Example'],
  ["o'brien=x@b.example", "o'brien=x@b.example"],
  ['"with space"@b.example', '"with space"@b.example'],
  ['"a>b"@b.example', '"a>b"@b.example'],
  ['"a\\"b"@b.example', '"a\\"b"@b.example'],
  ['"a@b"@b.example', '"a@b"@b.example'],
  ['a@bücher.example', 'a@xn--bcher-kva.example'],
  ['jürgen@bücher.example', 'jürgen@xn--bcher-kva.example'],
  ['a@mx_1.example', 'a@mx_1.example'],
  ['نامه\u200cای@b.example', 'نامه\u200cای@b.example'],
  ['a@[192.0.2.1]', 'a@[192.0.2.1]'],
])('%j goes out as %j', (address, path) => {
  expect(wirePath(address)).toBe(path);
});

test.each([
  'a@b.example\r\nRCPT TO:<x@y.example>',
  'a\r\n@b.example',
  'a\n@b.example',
  'a\0@b.example',
  'a\u0085@b.example',
  '"a\r\nb"@b.example',
  '"a\\\r\nb"@b.example',
  'a@b.example\u2028',
  'a b@b.example',
  'a@b.example> SIZE=1',
  '<a@b.example>',
  'a>@b.example',
  'a"b@b.example',
  '"ab@b.example',
  'a@x@b.example',
  '@relay.example:a@b.example',
  '@b.example',
  'a@',
  'a',
  'a@b example',
  'a@b.example.',
  'a@[192.0.2.1]\r',
  'a\ud800@b.example',
  'a\u200bb@b.example',
])('%j never goes out', (address) => {
  expect(wirePath(address)).toBeNull();
});

test('isAscii', () => {
  expect(isAscii('a@b.example')).toBe(true);
  expect(isAscii('jürgen@b.example')).toBe(false);
  expect(isAscii('a\r\n')).toBe(false);
});

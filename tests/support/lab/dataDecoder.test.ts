import { describe, expect, it } from 'vitest';
import { createDataDecoder } from './dataDecoder.ts';

/** Feeds `wire` in pieces of `size` octets and says what came out. */
function decodeInPieces(wire: string, size: number): { data: string; rest: string } | null {
  const decoder = createDataDecoder();
  const bytes = Buffer.from(wire, 'latin1');
  for (let at = 0; at < bytes.length; at += size) {
    const done = decoder.push(bytes.subarray(at, at + size));
    if (done) {
      const rest = Buffer.concat([done.rest, bytes.subarray(at + size)]);
      return { data: done.data.toString('latin1'), rest: rest.toString('latin1') };
    }
  }
  return null;
}

describe('createDataDecoder', () => {
  const cases: [string, string, { data: string; rest: string } | null][] = [
    ['a plain message', 'a\r\nb\r\n.\r\n', { data: 'a\r\nb\r\n', rest: '' }],
    ['an empty message', '.\r\n', { data: '', rest: '' }],
    ['a dot line at the start', '..\r\n.\r\n', { data: '.\r\n', rest: '' }],
    ['dot lines', 'a\r\n..\r\n...b\r\n..\r\n..\r\n.\r\n', { data: 'a\r\n.\r\n..b\r\n.\r\n.\r\n', rest: '' }],
    ['what is pipelined behind it', 'a\r\n.\r\nQUIT\r\n', { data: 'a\r\n', rest: 'QUIT\r\n' }],
    ['bare LF around the dot', 'a\n.\nb\r\n.\nc\n.\r\nd\r\n.\r\n', { data: 'a\n.\nb\r\n\nc\n.\r\nd\r\n', rest: '' }],
    ['a message without an end', 'a\r\n.', null],
  ];

  for (const [name, wire, expected] of cases) {
    it(`reads ${name}, however it is cut`, () => {
      for (let size = 1; size <= wire.length; size += 1) expect(decodeInPieces(wire, size)).toEqual(expected);
    });
  }
});

import { describe, expect, test } from 'vitest';
import { createDataDecoder } from './dataDecoder.ts';

/** Decodes `octets` in chunks of `size`; what follows the end is in `rest`. */
function decode(octets: string, size = octets.length): { data: string; rest: string | null } {
  const input = Buffer.from(octets, 'latin1');
  const decoder = createDataDecoder();
  let data = '';
  for (let start = 0; start < input.length; start += size) {
    const decoded = decoder.push(input.subarray(start, start + size));
    data += decoded.data.toString('latin1');
    if (decoded.rest) return { data, rest: decoded.rest.toString('latin1') + input.toString('latin1', start + size) };
  }
  return { data, rest: null };
}

const cases: [string, string, string][] = [
  ['an ordinary message', 'A: 1\r\n\r\nbody\r\n.\r\n', 'A: 1\r\n\r\nbody\r\n'],
  ['an empty message', '.\r\n', ''],
  ['a stuffed first line', '..first\r\n.\r\n', '.first\r\n'],
  ['a line of one dot', 'a\r\n..\r\nb\r\n.\r\n', 'a\r\n.\r\nb\r\n'],
  ['only stuffed dots', '..\r\n..\r\n...\r\n.\r\n', '.\r\n.\r\n..\r\n'],
  ['a dot that nobody stuffed', 'a\r\n.b\r\n.\r\n', 'a\r\nb\r\n'],
  ['two dots after a bare LF', 'a\n..b\r\n.\r\n', 'a\n..b\r\n'],
  ['LF . LF', 'a\n.\nb\r\n.\r\n', 'a\n.\nb\r\n'],
  ['LF . CRLF', 'a\n.\r\nb\r\n.\r\n', 'a\n.\r\nb\r\n'],
  ['CR . CR', 'a\r.\rb\r\n.\r\n', 'a\r.\rb\r\n'],
  ['CR . CRLF', 'a\r.\r\nb\r\n.\r\n', 'a\r.\r\nb\r\n'],
  ['CRLF . LF', 'a\r\n.\nb\r\n.\r\n', 'a\r\n\nb\r\n'],
  ['CRLF . CR', 'a\r\n.\rb\r\n.\r\n', 'a\r\n\rb\r\n'],
  ['CRLF . CR CRLF', 'a\r\n.\r\r\nb\r\n.\r\n', 'a\r\n\r\r\nb\r\n'],
  ['8-bit octets and NUL', 'a\xff\x00\xfe\r\n.\r\n', 'a\xff\x00\xfe\r\n'],
];

describe.each(cases)('%s', (_name, octets, data) => {
  test.each([1, 2, 3, 4, 5, 7, 1000])('in chunks of %i', (size) => {
    expect(decode(`${octets}QUIT\r\n`, size)).toEqual({ data, rest: 'QUIT\r\n' });
  });
});

test('without CRLF.CRLF the message goes on, however it is cut', () => {
  for (const octets of ['a\r\n', 'a\r\n.', 'a\r\n.\r', 'a\n.\n', 'a\r\n.\n', 'a\n.\r\n', 'a\r.\r', '.', '.\r']) {
    for (const size of [1, 2, 100]) expect(decode(octets, size).rest, JSON.stringify(octets)).toBeNull();
  }
});

test('any cut of a long message gives the same octets', () => {
  const lines = Array.from({ length: 200 }, (_, i) => '.'.repeat(i % 4) + 'x'.repeat(i % 7) + (i % 5 ? '\r\n' : '\n'));
  const message = `${lines.join('')}\r\n`;
  const stuffed = `${message.replace(/(^|\r\n)\./g, '$1..')}.\r\n`;
  for (let size = 1; size < 40; size += 1) expect(decode(stuffed, size)).toEqual({ data: message, rest: '' });
});

/** By the whole text at once: the end is the first CRLF.CRLF, and any other dot after a CRLF is taken away. */
function expected(octets: string): { data: string; rest: string | null } {
  const lines = `\r\n${octets}`;
  const end = lines.indexOf('\r\n.\r\n');
  const message = end < 0 ? lines : lines.slice(0, end + 2);
  return { data: message.replace(/\r\n\./g, '\r\n').slice(2), rest: end < 0 ? null : lines.slice(end + 5) };
}

test('every short message of CR, LF, dot and NUL, cut at every octet, ends at CRLF.CRLF and nowhere else', () => {
  let messages = [''];
  let ended = 0;
  for (let length = 1; length <= 6; length += 1) {
    messages = messages.flatMap((message) => ['\r', '\n', '.', '\0'].map((octet) => message + octet));
    for (const message of messages) {
      const octets = `${message}\r\n.\r\nQUIT`;
      const whole = expected(octets);
      if (whole.rest !== 'QUIT') ended += 1;
      for (const size of [1, 2, 3, octets.length]) {
        const decoded = decode(octets, size);
        if (decoded.data !== whole.data || decoded.rest !== whole.rest)
          expect({ octets, size, ...decoded }).toEqual({ octets, size, ...whole });
      }
    }
  }
  expect(ended).toBeGreaterThan(0);
});

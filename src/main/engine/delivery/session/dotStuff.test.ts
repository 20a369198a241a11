import { describe, expect, test } from 'vitest';
import { createDataDecoder } from '../../../../../tests/support/lab/dataDecoder.ts';
import { DotStuffer, dotStuff } from './dotStuff.ts';

function stuff(text: string | Buffer, chunkSize = Number.POSITIVE_INFINITY): Buffer {
  const body = Buffer.from(text);
  const stuffer = new DotStuffer();
  const out: Buffer[] = [];
  for (let start = 0; start < body.length; start += chunkSize)
    out.push(stuffer.push(body.subarray(start, start + chunkSize)));
  return Buffer.concat([...out, stuffer.end()]);
}

describe('DotStuffer', () => {
  test.each([
    ['', '.\r\n'],
    ['a', 'a\r\n.\r\n'],
    ['a\r\n', 'a\r\n.\r\n'],
    ['a\r\n\r\n', 'a\r\n\r\n.\r\n'],
    ['.', '..\r\n.\r\n'],
    ['.\r\n', '..\r\n.\r\n'],
    ['..\r\n', '...\r\n.\r\n'],
    ['a\r\n.\r\nb', 'a\r\n..\r\nb\r\n.\r\n'],
    ['a.b\r\n', 'a.b\r\n.\r\n'],
    ['a\nb', 'a\r\nb\r\n.\r\n'],
    ['a\rb', 'a\r\nb\r\n.\r\n'],
    ['a\r', 'a\r\n.\r\n'],
    ['a\r\r\nb', 'a\r\n\r\nb\r\n.\r\n'],
    ['a\n\rb', 'a\r\n\r\nb\r\n.\r\n'],
    ['\n', '\r\n.\r\n'],
    ['\r', '\r\n.\r\n'],
    ['\0.', '\0..\r\n.\r\n'],
    ['a\r\n\0', 'a\r\n\0\r\n.\r\n'],
    ['a\r\n\0\0.\r\n', 'a\r\n\0\0..\r\n.\r\n'],
  ])('%j goes out as %j', (body, wire) => {
    expect(stuff(body).toString('latin1')).toBe(wire);
  });

  test.each([
    '\n.\n',
    '\r.\r',
    '\r\n.\n',
    '\n.\r\n',
    '\r.\r\n',
    '\r\n.\r',
    '\n\n.\r\r',
    '\r\n.\r\n',
    '\r\n\0.\r\n',
    '\r\n.\0\r\n',
    '\n\0\0.\n',
    '\r\0\n.\r\0\n',
  ])('nothing that some server takes for the end gets out: %j', (ending) => {
    const wire = stuff(`a${ending}MAIL FROM:<x@y.example>`).toString('latin1');
    expect(wire.indexOf('\r\n.\r\n')).toBe(wire.length - 5);
    const withoutNul = wire.replaceAll('\0', '');
    expect(withoutNul.indexOf('\r\n.\r\n')).toBe(withoutNul.length - 5);
    expect(wire).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
    expect(wire.match(/(?:^|\n)\.(?!\.)/g)).toHaveLength(1);
  });

  test('gives the same however the body is cut', () => {
    const body = '.a\r\n..\r.\n\r\n.\r\n\n.b\r\r\n.';
    const whole = stuff(body).toString('latin1');
    for (let size = 1; size < body.length; size += 1) expect(stuff(body, size).toString('latin1')).toBe(whole);
  });

  test('every short body, cut anywhere, comes out as its lines', () => {
    let bodies = [''];
    for (let length = 1; length <= 6; length += 1) {
      bodies = bodies.flatMap((body) => ['\r', '\n', '.', 'a', '\0'].map((octet) => body + octet));
      for (const body of bodies) {
        const lines = body.replace(/\r\n|\r|\n/g, '\r\n').replace(/(?<=^|\n)(\0*)\./g, '$1..');
        const wire = `${lines}${lines.endsWith('\n') ? '' : '\r\n'}.\r\n`;
        const cuts = Array.from({ length }, (_, place) => stuff(body, place + 1).toString('latin1'));
        if (cuts.some((cut) => cut !== wire)) expect([body, ...cuts]).toEqual([body, ...cuts.map(() => wire)]);
      }
    }
  });

  test('a server that takes the dots out again has the body that went in', () => {
    const octets = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 256))
      .toString('latin1')
      .replace(/[\r\n]/g, '.')
      .replace(/.{50}/gs, '$&\r\n');
    const body = Buffer.from(`${octets}\r\n`, 'latin1');
    expect(createDataDecoder().push(stuff(body, 777))?.data.equals(body)).toBe(true);
  });
});

test('dotStuff takes a body apart in pieces, and ends it once', async () => {
  async function* body() {
    yield Buffer.alloc(200_000, 'x');
    yield Buffer.from('\r\n.');
  }
  const pieces: Buffer[] = [];
  for await (const piece of dotStuff(body())) pieces.push(piece);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(65_536);
  expect(Buffer.concat(pieces).toString('latin1')).toBe(`${'x'.repeat(200_000)}\r\n..\r\n.\r\n`);
});

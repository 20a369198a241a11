import { describe, expect, test } from 'vitest';
import { createHeaderScanner } from './headerScanner.ts';

function scan(message: string | Buffer, size = 1000) {
  const octets = Buffer.from(message);
  const scanner = createHeaderScanner();
  for (let start = 0; start < octets.length; start += size) scanner.push(octets.subarray(start, start + size));
  return { ...scanner.facts(), complete: scanner.complete() };
}

const message = [
  'Received: from a by b; date',
  'Received: from c by d;',
  '\tdate',
  'RECEIVED : from e',
  'X-Received: not one',
  'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
  ' and more',
  'Message-ID:',
  ' <1@example.com>',
  '',
  'Received: in the body',
  'Subject: of the body',
  '',
].join('\r\n');

describe('a header block', () => {
  test.each([1, 3, 7, 1000])('is read to its end and no further, in chunks of %i', (size) => {
    expect(scan(message, size)).toEqual({
      receivedCount: 3,
      messageId: '<1@example.com>',
      subject: 'Grüße and more',
      complete: true,
    });
  });

  test('with bare LF is read the same', () => {
    expect(scan(message.replaceAll('\r\n', '\n'), 1)).toMatchObject({ receivedCount: 3, subject: 'Grüße and more' });
  });

  test('ends where a line is no field', () => {
    expect(scan('Subject: a\r\nno field\r\nReceived: x\r\n\r\n')).toMatchObject({ receivedCount: 0, subject: 'a' });
  });

  test('may be missing', () => {
    const nothing = { receivedCount: 0, messageId: null, subject: null };
    expect(scan('')).toEqual({ ...nothing, complete: false });
    expect(scan('\r\nSubject: of the body\r\n', 1)).toEqual({ ...nothing, complete: true });
  });

  test('is looked at for 256 KB', () => {
    const long = `${'X-Filler: x\r\n'.repeat(22_000)}Subject: too late\r\n\r\n`;
    expect(scan(long, 64 * 1024)).toEqual({ receivedCount: 0, messageId: null, subject: null, complete: true });
  });
});

describe('a subject', () => {
  test('has no control characters, encoded or not', () => {
    expect(scan('Subject: a\u0007b =?utf-8?Q?c=0D=0AX:_d=00?=\r\n\r\n').subject).toBe('a b c X: d');
  });

  test('is cut at 300 characters, never inside one', () => {
    const subject = scan(`Subject: ${'😀'.repeat(400)}\r\n\r\n`).subject ?? '';
    expect([...subject]).toHaveLength(300);
    expect(subject.endsWith('😀…')).toBe(true);
  });

  test('may be raw UTF-8 or raw Latin-1', () => {
    expect(scan('Subject: Grüße\r\n\r\n').subject).toBe('Grüße');
    expect(scan(Buffer.from('Subject: Gr\xfc\xdfe\r\n\r\n', 'latin1')).subject).toBe('Grüße');
  });

  test('of the first field counts', () => {
    expect(scan('Subject: one\r\nSubject: two\r\n\r\n').subject).toBe('one');
  });
});

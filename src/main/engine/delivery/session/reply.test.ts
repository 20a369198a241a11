import { describe, expect, test } from 'vitest';
import { formatReply, type Reply, ReplyParser } from './reply.ts';

function parse(text: string | Buffer): (Reply | 'incomplete' | 'invalid')[] {
  const parser = new ReplyParser();
  parser.push(Buffer.from(text));
  const read: (Reply | 'incomplete' | 'invalid')[] = [];
  for (;;) {
    const next = parser.next();
    if (next === 'incomplete' && parser.isEmpty) return read;
    read.push(next);
    if (typeof next === 'string') return read;
  }
}

describe('ReplyParser', () => {
  test('reads one line, and several as one reply', () => {
    expect(parse('250 Ok\r\n')).toEqual([{ code: 250, enhanced: null, lines: ['Ok'] }]);
    expect(parse('250-mx.a.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n')).toEqual([
      { code: 250, enhanced: null, lines: ['mx.a.example', 'SIZE 1000', 'STARTTLS'] },
    ]);
    expect(parse('250\r\n')).toEqual([{ code: 250, enhanced: null, lines: [''] }]);
  });

  test('takes LF alone as a line end', () => {
    expect(parse('250-a\n250 b\n')).toMatchObject([{ lines: ['a', 'b'] }]);
  });

  test('gives pipelined replies one by one', () => {
    expect(parse('250 a\r\n550 5.1.1 b\r\n354 c\r\n')).toMatchObject([{ code: 250 }, { code: 550 }, { code: 354 }]);
  });

  test('reads the same however the octets are cut', () => {
    const text = Buffer.from('250-mx.a.example\r\n250 8BITMIME\r\n');
    const parser = new ReplyParser();
    for (const [index, octet] of text.entries()) {
      expect(parser.next()).toBe('incomplete');
      parser.push(Buffer.from([octet]));
      expect(parser.isEmpty).toBe(false);
      if (index < text.length - 1) continue;
      expect(parser.next()).toMatchObject({ code: 250, lines: ['mx.a.example', '8BITMIME'] });
    }
    expect(parser.isEmpty).toBe(true);
  });

  test('finds the enhanced code where it fits the code', () => {
    expect(parse('550 5.1.1 No such user\r\n')).toMatchObject([{ enhanced: '5.1.1' }]);
    expect(parse('550-5.7.1 Line one\r\n550 5.7.26 Line two\r\n')).toMatchObject([{ enhanced: '5.7.26' }]);
    expect(parse('550-5.7.1 Line one\r\n550 two\r\n')).toMatchObject([{ enhanced: '5.7.1' }]);
    expect(parse('450 5.1.1 Which is it\r\n')).toMatchObject([{ enhanced: null }]);
    expect(parse('250 2.0.0\r\n')).toMatchObject([{ enhanced: '2.0.0' }]);
    expect(parse('250 2.0.0x\r\n')).toMatchObject([{ enhanced: null }]);
  });

  test.each([
    ['hello\r\n'],
    ['\r\n'],
    ['25\r\n'],
    ['2500 Ok\r\n'],
    ['150 Ok\r\n'],
    ['650 Ok\r\n'],
    ['250_Ok\r\n'],
    ['250-a\r\n350 b\r\n'],
    ['250-a\r\nb\r\n'],
    [`250 ${'x'.repeat(5000)}\r\n`],
    [`250 ${'x'.repeat(5000)}`],
    [`${'250-x\r\n'.repeat(12_000)}250 x\r\n`],
    ['\x16\x03\x03\x00\x7a\x02\x00\r\n'],
  ])('%j is no SMTP', (text) => {
    expect(parse(text)).toEqual(['invalid']);
  });

  test('what stands before the nonsense is still given', () => {
    expect(parse('220 Go ahead\r\nnonsense\r\n')).toMatchObject([{ code: 220 }, 'invalid']);
  });

  // Read anew with every octet it would take a minute.
  test('takes a long reply octet by octet', () => {
    const line = `250-X-${'e'.repeat(52)}\r\n`;
    const text = Buffer.from(`${line.repeat(1000)}250 end\r\n`);
    const parser = new ReplyParser();
    const answers = new Set<unknown>();
    for (let place = 0; place < text.length - 1; place += 1) {
      parser.push(text.subarray(place, place + 1));
      answers.add(parser.next());
    }
    expect([...answers]).toEqual(['incomplete']);
    parser.push(text.subarray(-1));
    const reply = parser.next();
    expect(reply).toMatchObject({ code: 250 });
    expect(typeof reply === 'object' && reply.lines.length).toBe(1001);
  });

  test('refuses to keep what nobody asked for', () => {
    const parser = new ReplyParser();
    const flood = Buffer.from('250 Ok\r\n'.repeat(10_000));
    expect(parser.push(flood)).toBe(true);
    expect([1, 2, 3].map(() => parser.push(flood))).toContain(false);
  });

  test('nothing in a reply can steer a screen, a log or a DSN', () => {
    const [reply] = parse('550 a\rb\0c\x1b[31md\u2028e\u202ef\r\n');
    expect(reply).toMatchObject({ lines: ['a b c [31md e f'] });
  });
});

test('formatReply says the code once and joins the lines', () => {
  expect(formatReply({ code: 550, enhanced: '5.1.1', lines: ['5.1.1 One', '5.1.1 Two'] })).toBe(
    '550 5.1.1 One 5.1.1 Two',
  );
  expect(formatReply({ code: 250, enhanced: null, lines: [''] })).toBe('250');
  expect(formatReply({ code: 250, enhanced: null, lines: ['x'.repeat(9000)] })).toHaveLength(2001);
});

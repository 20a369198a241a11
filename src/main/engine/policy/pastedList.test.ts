import { describe, expect, test } from 'vitest';
import { createMatcher } from './matcher.ts';
import { readPastedList } from './pastedList.ts';

function read(text: string, listed: readonly string[] = []) {
  const matcher = createMatcher(listed.map((pattern) => ({ pattern, value: pattern })));
  return readPastedList(text, new Set(listed), matcher);
}

describe('readPastedList', () => {
  test('reads one domain a line', () => {
    expect(read('example.com\nexample.org')).toEqual([
      { input: 'example.com', pattern: 'example.com' },
      { input: 'example.org', pattern: 'example.org' },
    ]);
  });

  test('drops the byte order mark, CRLF, blank lines and white space around', () => {
    const text = '\ufeff\r\n  Example.com \r\n\r\n\t\nexample.org\r';
    expect(read(text)).toEqual([
      { input: 'Example.com', pattern: 'example.com' },
      { input: 'example.org', pattern: 'example.org' },
    ]);
  });

  test.each([
    'a.example,b.example',
    'a.example; b.example;',
    'a.example\tb.example',
    'a.example  b.example',
    'a.example\rb.example',
  ])('takes %j apart', (text) => {
    expect(read(text).map((line) => line.pattern)).toEqual(['a.example', 'b.example']);
  });

  test.each([
    ['bob@example.com', 'example.com'],
    ['Bob Jones <bob@Example.com>', 'example.com'],
    ['https://example.com/path', 'example.com'],
    ['.example.com', '*.example.com'],
    ['example.com.', 'example.com'],
    ['"example.com"', 'example.com'],
    ['ｅｘａｍｐｌｅ.com', 'example.com'],
  ])('says that it read %j as %j', (input, pattern) => {
    expect(read(input)).toEqual([{ input, pattern, hint: 'read-as' }]);
  });

  test.each(['EXAMPLE.com', 'bücher.example', 'Bücher.example', 'xn--bcher-kva.example', '*.Example.com'])(
    'has nothing to say of %j',
    (input) => {
      const [line] = read(input);
      expect(line?.pattern).toBeDefined();
      expect(line).not.toHaveProperty('hint');
      expect(line).not.toHaveProperty('error');
    },
  );

  test('names what is wrong with a line', () => {
    const text = 'good.example\ngood.example\nGOOD.example.\nlisted.example\nnot a domain\nlocalhost\nco.uk\n192.0.2.1';
    expect(read(text, ['listed.example'])).toEqual([
      { input: 'good.example', pattern: 'good.example' },
      { input: 'good.example', pattern: 'good.example', error: 'duplicate-domain' },
      { input: 'GOOD.example.', pattern: 'good.example', error: 'duplicate-domain', hint: 'read-as' },
      { input: 'listed.example', pattern: 'listed.example', error: 'already-listed' },
      { input: 'not a domain', error: 'invalid-domain' },
      { input: 'localhost', error: 'invalid-domain' },
      { input: 'co.uk', error: 'public-suffix' },
      { input: '192.0.2.1', error: 'invalid-domain' },
    ]);
  });

  test('says already-listed of every repetition of a listed domain', () => {
    const lines = read('a.example\na.example', ['a.example']);
    expect(lines.map((line) => line.error)).toEqual(['already-listed', 'already-listed']);
  });

  test('a wildcard and its base are two domains', () => {
    const lines = read('example.com\n*.example.com', []);
    expect(lines).toEqual([
      { input: 'example.com', pattern: 'example.com' },
      { input: '*.example.com', pattern: '*.example.com' },
    ]);
  });

  test.each([
    ['mail.example.com', ['*.example.com'], 'covered-by:*.example.com'],
    ['*.sub.example.com', ['*.example.com'], 'covered-by:*.example.com'],
    ['a.sub.example.com', ['*.example.com', '*.sub.example.com'], 'covered-by:*.sub.example.com'],
    ['bob@mail.example.com', ['*.example.com'], 'covered-by:*.example.com'],
    ['*.sub.example.com', ['a.sub.example.com'], undefined],
    ['*.sub.example.com', ['sub.example.com'], undefined],
    ['*.sub.example.com', ['sub.example.com', '*.example.com'], 'covered-by:*.example.com'],
    ['example.com', ['*.example.com'], undefined],
    ['mail.example.com', ['example.com'], undefined],
  ])('of %j beside %j the hint is %j', (input, listed, hint) => {
    const [line] = read(input, listed);
    expect(line?.hint).toBe(hint);
    expect(line).not.toHaveProperty('error');
  });

  test('a wildcard in the same paste covers, wherever it stands; the longest is named', () => {
    const lines = read('a.sub.example.com\n*.sub.example.com', ['*.example.com']);
    expect(lines.map((line) => line.hint)).toEqual(['covered-by:*.sub.example.com', 'covered-by:*.example.com']);
  });

  test('nothing gives nothing', () => {
    expect(read('\ufeff\r\n , ;\t\n')).toEqual([]);
  });

  test('reads thousands of lines', () => {
    const text = Array.from({ length: 5000 }, (_, index) => `d${index}.example`).join('\r\n');
    const lines = read(text);
    expect(lines).toHaveLength(5000);
    expect(lines.every((line) => line.error === undefined)).toBe(true);
  });
});

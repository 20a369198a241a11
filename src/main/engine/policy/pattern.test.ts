import { describe, expect, test } from 'vitest';
import { parsePattern } from './pattern.ts';

function patternOf(text: string): string {
  const parsed = parsePattern(text);
  return parsed.ok ? parsed.pattern : `${parsed.error}: ${parsed.message}`;
}

describe('accepts', () => {
  test.each([
    ['example.com', 'example.com'],
    ['*.example.com', '*.example.com'],
    ['.example.com', '*.example.com'],
    ['  Example.COM. \n', 'example.com'],
    ['*.EXAMPLE.com.', '*.example.com'],
    ['＊．ｅｘａｍｐｌｅ．ｃｏｍ', '*.example.com'],
    ['example。com', 'example.com'],
    ['.bücher.example', '*.xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['github.io', 'github.io'],
    ['*.github.io', '*.github.io'],
    ['office.github.io', 'office.github.io'],
    ['example.co.uk', 'example.co.uk'],
    ['*.example.co.uk', '*.example.co.uk'],
    ['www.ck', 'www.ck'],
    ['mail.office.lan', 'mail.office.lan'],
    ['office.lan', 'office.lan'],
    ['trusted.example', 'trusted.example'],
    ['a.test', 'a.test'],
    ['corp.internal', 'corp.internal'],
    ['*.lan', '*.lan'],
    ['1and1.example', '1and1.example'],
  ])('%j as %j', (text, pattern) => {
    expect(patternOf(text)).toBe(pattern);
  });

  test('and shows U-labels', () => {
    expect(parsePattern('*.XN--BCHER-KVA.example')).toEqual({
      ok: true,
      pattern: '*.xn--bcher-kva.example',
      displayPattern: '*.bücher.example',
    });
  });

  test('up to 253 characters, the wildcard included', () => {
    const longest = `${'a.'.repeat(125)}ab`;
    expect(patternOf(longest)).toBe(longest);
    expect(patternOf(`*.${longest}`)).toMatch(/^invalid-domain: .*too long/);
    expect(patternOf(`*.${longest.slice(2)}`)).toBe(`*.${longest.slice(2)}`);
  });
});

describe('refuses as a public suffix', () => {
  test.each(['com', 'COM.', '*.com', '.com', 'co.uk', '*.co.uk', 'рф', '*.рф', 'xn--p1ai', '公司.cn', 'foo.ck', 'ck'])(
    '%j',
    (text) => {
      expect(parsePattern(text)).toMatchObject({ ok: false, error: 'public-suffix' });
    },
  );
});

describe('refuses as an invalid domain', () => {
  test.each([
    ['', /Enter a domain/],
    ['   ', /Enter a domain/],
    ['.', /not a valid domain/],
    ['*', /wildcard stands only at the start/],
    ['*.', /wildcard stands only at the start/],
    ['a.*.com', /wildcard stands only at the start/],
    ['*a.com', /wildcard stands only at the start/],
    ['*.*.com', /wildcard stands only at the start/],
    ['*example.com', /wildcard stands only at the start/],
    ['..example.com', /not a valid domain/],
    ['localhost', /no dot/],
    ['192.0.2.1', /IP address/],
    ['*.192.0.2.1', /IP address/],
    ['[192.0.2.1]', /IP address/],
    ['2001:db8::1', /IP address/],
    ['[2001:db8::1]', /IP address/],
    ['a_b.example.com', /not a valid domain/],
    ['-a.example.com', /not a valid domain/],
    ['example com', /not a valid domain/],
    ['exam\u0007ple.com', /not a valid domain/],
    ['example.com\r\nRCPT', /not a valid domain/],
    [`${'a'.repeat(64)}.com`, /not a valid domain/],
    [`${'ab.'.repeat(90)}com`, /not a valid domain/],
    ['bob@example.com', /Enter the domain only: example\.com\./],
    ['Bob <bob@bücher.example>', /Enter the domain only: bücher\.example\./],
    ['https://mail.example.com:8443/x?y', /Enter the domain only: mail\.example\.com\./],
    ['example.com:25', /Enter the domain only: example\.com\./],
    ['@example.com', /Enter the domain only: example\.com\./],
    ['bob@com', /not a valid domain/],
  ])('%j', (text, message) => {
    const parsed = parsePattern(text);
    expect(parsed).toMatchObject({ ok: false, error: 'invalid-domain' });
    expect(parsed.ok ? '' : parsed.message).toMatch(message);
  });

  test('with a message that has no control characters and stays short', () => {
    const parsed = parsePattern(`exam\u001b[31mple${'x'.repeat(500)}.com`);
    const message = parsed.ok ? '' : parsed.message;
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(250);
  });
});

test('what it gives reads back as itself', () => {
  for (const text of ['.bücher.example', 'EXAMPLE.com', '*.пример.рф']) {
    const first = parsePattern(text);
    if (!first.ok) throw new Error(first.message);
    expect(parsePattern(first.pattern)).toEqual(first);
    expect(parsePattern(first.displayPattern)).toEqual(first);
  }
});

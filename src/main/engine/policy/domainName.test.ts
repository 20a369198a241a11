import { describe, expect, test } from 'vitest';
import { displayDomain, lookupKey, normalizeDomain } from './domainName.ts';

describe('normalizeDomain', () => {
  test.each([
    ['example.com', 'example.com'],
    ['EXAMPLE.Com', 'example.com'],
    ['example.com.', 'example.com'],
    ['localhost', 'localhost'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['XN--BCHER-KVA.example', 'xn--bcher-kva.example'],
    ['faß.de', 'xn--fa-hia.de'],
    ['ｅｘａｍｐｌｅ．ｃｏｍ', 'example.com'],
    ['例え。テスト', 'xn--r8jz45g.xn--zckzah'],
    ['example｡com．', 'example.com'],
    ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
    ['דוגמה.example', 'xn--6dbbec0c.example'],
    ['r3---sn-abc.example.com', 'r3---sn-abc.example.com'],
    ['1.2.3.example', '1.2.3.example'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    [`${'a.'.repeat(126)}a`, `${'a.'.repeat(126)}a`],
  ])('%j is %j', (text, domain) => {
    expect(normalizeDomain(text)).toBe(domain);
  });

  test.each([
    '',
    '.',
    'example..com',
    '.example.com',
    'example.com..',
    ' example.com',
    'exa mple.com',
    'a_b.example',
    '-a.example',
    'a-.example',
    'a.example-',
    '192.0.2.1',
    '192.0.2.1.',
    '１９２.0.2.1',
    '[192.0.2.1]',
    '2001:db8::1',
    '[IPv6:2001:db8::1]',
    '0x7f.1',
    'example.0x7f',
    'exam\u0000ple.com',
    'example.com\r\n',
    'example.com\n',
    'xn--.example',
    'xn--a.example',
    'xn--example-.com',
    '*.example.com',
    'bob@example.com',
    'example.com/path',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(126)}ab`,
    `${'ü'.repeat(60)}.example`,
  ])('%j is no domain', (text) => {
    expect(normalizeDomain(text)).toBeNull();
  });

  test('its result is a fixed point', () => {
    for (const text of ['BÜCHER.example', 'faß.de', 'ｅｘａｍｐｌｅ．ｃｏｍ', 'دامنه.example']) {
      const domain = normalizeDomain(text);
      expect(domain).not.toBeNull();
      expect(normalizeDomain(domain ?? '')).toBe(domain);
    }
  });
});

test('displayDomain shows U-labels and keeps wildcards and plain domains', () => {
  expect(displayDomain('xn--bcher-kva.example')).toBe('bücher.example');
  expect(displayDomain('*.xn--e1afmkfd.xn--p1ai')).toBe('*.пример.рф');
  expect(displayDomain('*.example.com')).toBe('*.example.com');
});

describe('lookupKey', () => {
  test('is the normal form where there is one', () => {
    expect(lookupKey('Mail.BÜCHER.example.')).toBe('mail.xn--bcher-kva.example');
  });

  test.each([
    ['a_b.Example.COM', 'a_b.example.com'],
    ['a_b.BÜCHER。example', 'a_b.xn--bcher-kva.example'],
    ['-x.bücher.example.', '-x.xn--bcher-kva.example'],
    ['xn--a.example.com', 'xn--a.example.com'],
  ])('of the odd name %j it keeps the labels below', (text, key) => {
    expect(lookupKey(text)).toBe(key);
  });
});

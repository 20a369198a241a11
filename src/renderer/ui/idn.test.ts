import { expect, it } from 'vitest';
import { displayAddress, displayDomain, toAsciiDomain } from './idn.ts';

it.each([
  ['xn--mnchen-3ya.example', 'münchen.example'],
  ['mail.XN--MNCHEN-3YA.example', 'mail.münchen.example'],
  ['xn--fiqs8s', '中国'],
  ['xn--4dbrk0ce.example', 'ישראל.example'],
  ['xn--wgbh1c.example', 'مصر.example'],
  ['xn--80ak6aa92e.com', 'аррӏе.com'],
  ['example.com', 'example.com'],
  ['ex-n--ample.com', 'ex-n--ample.com'],
])('shows %s as %s, and reads it back', (ascii, shown) => {
  expect(displayDomain(ascii)).toBe(shown);
  expect(toAsciiDomain(shown)).toBe(ascii.toLowerCase());
});

it.each(['xn--', 'xn--a', 'xn--99999999.example', 'xn--ä.example', 'xn---.example'])('leaves %s as it is', (domain) =>
  expect(displayDomain(domain)).toBe(domain),
);

it('touches only the domain of an address', () => {
  expect(displayAddress('xn--mnchen-3ya@xn--mnchen-3ya.example')).toBe('xn--mnchen-3ya@münchen.example');
  expect(displayAddress('"a@b"@example.com')).toBe('"a@b"@example.com');
  expect(displayAddress('')).toBe('');
});

it('leaves to the engine what is no host name', () => {
  for (const text of ['a b', 'x/y', 'anna@', '%']) expect(toAsciiDomain(text)).toBe(text);
});

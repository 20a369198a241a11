import { describe, expect, test } from 'vitest';
import { matchesCertificate, matchName } from './matchName.ts';

describe('matchName', () => {
  test.each([
    ['mx.a.example', 'mx.a.example'],
    ['MX.A.Example', 'mx.a.EXAMPLE'],
    ['mx.a.example.', 'mx.a.example'],
    ['mx.a.example', 'mx.a.example.'],
    ['mx.a.example', '*.a.example'],
    ['mx_1.a.example', '*.a.example'],
    ['xn--bcher-kva.a.example', '*.a.example'],
    ['mx.bücher.example', 'mx.xn--bcher-kva.example'],
    ['mx.BÜCHER.example', '*.xn--bcher-kva.example'],
    ['mailserver', 'mailserver'],
    ['.a.example', 'mx.a.example'],
    ['.a.example', 'deep.down.a.example'],
    ['.a.example', '*.a.example'],
    ['.a.example', '*.down.a.example'],
    ['.bücher.example', 'mx.xn--bcher-kva.example'],
  ])('%s is covered by %s', (reference, presented) => {
    expect(matchName(reference, presented)).toBe(true);
  });

  test.each([
    ['mx.a.example', 'a.example'],
    ['a.example', 'mx.a.example'],
    ['a.example', '*.a.example'],
    ['deep.mx.a.example', '*.a.example'],
    ['example.com', '*.com'],
    ['com', '*.com'],
    ['mx.a.example', '*'],
    ['mx.a.example', '*.*.example'],
    ['mx.a.example', 'm*.a.example'],
    ['bmx.a.example', 'b*.a.example'],
    ['mx.a.example', '*x.a.example'],
    ['mx.a.example', 'mx.*.example'],
    ['mx.a.example', 'mx.a.*'],
    ['mx.a.example', ''],
    ['', ''],
    ['', '*.a.example'],
    ['.', 'mx.a.example'],
    ['..a.example', 'mx.a.example'],
    ['mx..a.example', '*.a.example'],
    ['.a.example', 'a.example'],
    ['.a.example', 'xa.example'],
    ['.a.example', 'mx.xa.example'],
    ['.example', '*.example'],
    ['mx.a.example', 'mx.a.example\0.evil.example'],
    ['mx.a.example', 'mx.a.example, DNS:mx.b.example'],
    ['mx.bücher.example', 'mx.bücher.example'],
    ['*.a.example', '*.a.example'],
    ['mx.a.example..', 'mx.a.example'],
  ])('%s is not covered by %s', (reference, presented) => {
    expect(matchName(reference, presented)).toBe(false);
  });
});

describe('matchesCertificate', () => {
  const names = { dnsNames: ['mx.a.example', '10.0.0.1'], ipAddresses: ['192.0.2.1', '2001:DB8:0:0:0:0:0:1'] };

  test('matches a host name against DNS-IDs only, any of them', () => {
    expect(matchesCertificate('mx.a.example', names)).toBe(true);
    expect(matchesCertificate('mx.b.example', names)).toBe(false);
    expect(matchesCertificate('mx.a.example', { dnsNames: [], ipAddresses: [] })).toBe(false);
  });

  test('matches an address against IP-IDs only, in any spelling', () => {
    expect(matchesCertificate('192.0.2.1', names)).toBe(true);
    expect(matchesCertificate('2001:db8::1', names)).toBe(true);
    expect(matchesCertificate('192.0.2.2', names)).toBe(false);
    expect(matchesCertificate('10.0.0.1', names)).toBe(false);
    expect(matchesCertificate('10.0.0.1', { dnsNames: ['*.0.0.1'], ipAddresses: ['nonsense'] })).toBe(false);
  });
});

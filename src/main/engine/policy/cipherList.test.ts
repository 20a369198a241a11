import { describe, expect, test } from 'vitest';
import { checkCipherList, encryptingCipherList } from './cipherList.ts';

describe('checkCipherList', () => {
  test.each([
    'HIGH',
    'HIGH:!aNULL',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'TLSv1.2+FIPS:kRSA+FIPS:!eNULL:!aNULL',
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_256_GCM_SHA384:ECDHE-RSA-AES256-GCM-SHA384',
    'ALL:@SECLEVEL=0',
    'ALL:eNULL',
  ])('takes %j', (list) => {
    expect(checkCipherList(list)).toBeNull();
  });

  test.each([
    ['', /Enter a cipher list/],
    ['  ', /Enter a cipher list/],
    ['HIGH, LOW', /no spaces/],
    ['HIGH LOW', /no spaces/],
    ['HIGH\nLOW', /no spaces/],
    ['bogus', /no cipher/],
    ['!ALL', /no cipher/],
    ['TLS_BOGUS', /no cipher/],
    ['eNULL', /no cipher/],
    ['NULL-SHA256', /no cipher/],
    ['ADH-AES256-SHA', /no cipher/],
    ['HIGH:@BOGUS', /does not take/],
    ['TLS_SHA256_SHA256', /does not encrypt/],
    ['HIGH:TLS_SHA384_SHA384', /does not encrypt/],
  ])('refuses %j', (list, message) => {
    expect(checkCipherList(list)).toMatch(message);
  });
});

test('encryptingCipherList rules out null and anonymous ciphers, and leaves TLS 1.3 suites as they are', () => {
  expect(encryptingCipherList('ALL:eNULL')).toBe('ALL:eNULL:!eNULL:!aNULL');
  expect(encryptingCipherList('TLS_AES_256_GCM_SHA384')).toBe('TLS_AES_256_GCM_SHA384');
  expect(encryptingCipherList('TLS_AES_256_GCM_SHA384:HIGH')).toBe('TLS_AES_256_GCM_SHA384:HIGH:!eNULL:!aNULL');
});

import { describe, expect, test } from 'vitest';
import { checkCipherList, encryptingCipherList } from './cipherList.ts';

describe('checkCipherList', () => {
  test.each([
    'HIGH',
    'HIGH:!aNULL:-AES128-SHA:+AES256-SHA',
    'DEFAULT:@SECLEVEL=1',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'TLSv1.2+FIPS:kRSA+FIPS:!eNULL:!aNULL',
    'TLS_AES_256_GCM_SHA384:ECDHE-RSA-AES256-GCM-SHA384',
    'ALL:@SECLEVEL=0',
    'ALL:-SHA1:@STRENGTH',
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
    ['bogus', /no cipher named bogus/],
    ['HIGH:ECDHE-RSA-AES265-GCM-SHA384', /no cipher named ECDHE-RSA-AES265-GCM-SHA384/],
    ['HIGH:TLS_BOGUS', /no cipher named TLS_BOGUS/],
    ['kRSA:!kRSA', /leaves no cipher that encrypts/],
    ['!ALL', /leaves no cipher that encrypts/],
    ['eNULL', /leaves no cipher that encrypts/],
    ['NULL-SHA256', /leaves no cipher that encrypts/],
    ['ADH-AES256-SHA', /leaves no cipher that encrypts/],
    ['HIGH:@BOGUS', /leaves no cipher that encrypts/],
    ['TLS_SHA256_SHA256', /does not encrypt/],
    ['HIGH:TLS_SHA384_SHA384', /does not encrypt/],
    ['TLS_AES_256_GCM_SHA384', /TLS 1\.3 only/],
  ])('refuses %j', (list, message) => {
    expect(checkCipherList(list)).toMatch(message);
  });
});

test('encryptingCipherList rules out null and anonymous ciphers', () => {
  expect(encryptingCipherList('ALL:eNULL')).toBe('ALL:eNULL:!eNULL:!aNULL');
});

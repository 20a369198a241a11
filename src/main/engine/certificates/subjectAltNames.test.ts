import { expect, test } from 'vitest';
import { parseSubjectAltNames } from './subjectAltNames.ts';

test('reads each entry with its kind', () => {
  expect(parseSubjectAltNames('DNS:mx.a.example, DNS:*.a.example, IP Address:10.0.0.1')).toEqual([
    { kind: 'DNS', value: 'mx.a.example' },
    { kind: 'DNS', value: '*.a.example' },
    { kind: 'IP Address', value: '10.0.0.1' },
  ]);
});

test('keeps a quoted name in one piece, whatever is in it', () => {
  expect(parseSubjectAltNames('DNS:"a\\u002c DNS:bank.example", URI:"x\\"y, DNS:z"')).toEqual([
    { kind: 'DNS', value: 'a, DNS:bank.example' },
    { kind: 'URI', value: 'x"y, DNS:z' },
  ]);
});

test('reads nothing out of what Node never prints', () => {
  expect(parseSubjectAltNames(undefined)).toEqual([]);
  expect(parseSubjectAltNames('')).toEqual([]);
  expect(parseSubjectAltNames('DNS:a.example" DNS:bank.example')).toEqual([]);
  expect(parseSubjectAltNames('DNS:a.example, "')).toEqual([]);
});

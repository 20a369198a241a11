import { expect, it } from 'vitest';
import { altNameWords, nameOf } from './names.ts';

it('names a certificate by what it has', () => {
  expect(nameOf({ commonName: 'mx.example', subjectAltNames: ['mail.example'] })).toBe('mx.example');
  expect(nameOf({ commonName: null, subjectAltNames: ['mail.example'] })).toBe('mail.example');
  expect(nameOf({ commonName: null, subjectAltNames: [] })).toBe('Certificate without a name');
});

it('prints alternative names as other tools do', () => {
  const names = ['*.mx.example', '192.0.2.1', '2001:db8::1', 'post@mx.example', 'https://mx.example/'];
  expect(altNameWords(names)).toBe(
    'DNS:*.mx.example, IP:192.0.2.1, IP:2001:db8::1, post@mx.example, https://mx.example/',
  );
  expect(altNameWords([])).toBe('none');
});

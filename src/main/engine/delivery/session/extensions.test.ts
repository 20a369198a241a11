import { expect, test } from 'vitest';
import { parseExtensions, sizeLimitOf } from './extensions.ts';

function offered(...lines: string[]) {
  return parseExtensions({ code: 250, enhanced: null, lines: ['mx.a.example Hello', ...lines] });
}

test('reads keywords in any case, with their parameters', () => {
  const extensions = offered('size 1000', 'StartTLS', '8BITMIME', 'auth PLAIN login');
  expect([...extensions.keys()]).toEqual(['SIZE', 'STARTTLS', '8BITMIME', 'AUTH']);
  expect(extensions.get('AUTH')).toEqual(['PLAIN', 'LOGIN']);
});

test('STARTTLS with a parameter is STARTTLS', () => {
  expect(offered('STARTTLS required').has('STARTTLS')).toBe(true);
});

test('what only looks like a keyword is none', () => {
  expect(offered('XSTARTTLS', 'STARTTLS2', 'NO-STARTTLS').has('STARTTLS')).toBe(false);
  // The first line is the server's name, whatever it is.
  expect(parseExtensions({ code: 250, enhanced: null, lines: ['STARTTLS'] }).has('STARTTLS')).toBe(false);
});

test('AUTH in the old spelling, beside the new one', () => {
  expect(offered('AUTH PLAIN', 'AUTH=LOGIN').get('AUTH')).toEqual(['PLAIN', 'LOGIN']);
});

test('a size limit only where it is one', () => {
  expect(sizeLimitOf(offered('SIZE 1000'))).toBe(1000);
  for (const line of ['SIZE', 'SIZE 0', 'SIZE -5', 'SIZE many', 'SIZE 1.5', '8BITMIME']) {
    expect(sizeLimitOf(offered(line))).toBeNull();
  }
});

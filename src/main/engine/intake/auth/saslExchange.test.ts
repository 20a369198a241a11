import { expect, test } from 'vitest';
import { beginSasl, type SaslStep } from './saslExchange.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const credentials = (username: string, password: string) => ({
  kind: 'credentials',
  credentials: { username, password },
});

function goOn(step: SaslStep, line: string): SaslStep {
  if (step.kind !== 'challenge') throw new Error(`The exchange is over: ${JSON.stringify(step)}`);
  return step.next(line);
}

test('PLAIN with and without an initial response', () => {
  expect(beginSasl(`PLAIN ${base64('\0office\0pass word')}`)).toEqual(credentials('office', 'pass word'));
  expect(beginSasl(`plain ${base64('office\0office\0gr\u00fcn')}`)).toEqual(credentials('office', 'gr\u00fcn'));
  const asked = beginSasl('PLAIN');
  expect(asked).toMatchObject({ kind: 'challenge', reply: { code: 334, text: '' } });
  expect(goOn(asked, base64('\0a\0b'))).toEqual(credentials('a', 'b'));
});

test('LOGIN asks for name and password', () => {
  const name = beginSasl('LOGIN');
  expect(name).toMatchObject({ reply: { code: 334, text: base64('Username:') } });
  const password = goOn(name, base64('office'));
  expect(password).toMatchObject({ reply: { code: 334, text: base64('Password:') } });
  expect(goOn(password, base64('secret'))).toEqual(credentials('office', 'secret'));
  expect(goOn(beginSasl(`LOGIN ${base64('office')}`), base64('secret'))).toEqual(credentials('office', 'secret'));
});

test.each([
  ['', 501],
  ['PLAIN a b', 501],
  ['CRAM-MD5', 504],
  ['EXTERNAL =', 504],
  ['__proto__', 504],
  ['PLAIN =', 501],
  ['PLAIN !!!!', 501],
  ['PLAIN abc', 501],
  [`PLAIN ${base64('office')}`, 501],
  [`PLAIN ${base64('\0office\0a\0b')}`, 501],
  [`PLAIN ${base64('\0\0secret')}`, 501],
  [`PLAIN ${Buffer.from([0, 0xff, 0, 0x61]).toString('base64')}`, 501],
  [`PLAIN ${base64(`\0office\0${'x'.repeat(2000)}`)}`, 501],
  [`PLAIN ${base64('boss\0office\0secret')}`, 535],
])('%s is answered with %i', (argument, code) => {
  expect(beginSasl(argument)).toMatchObject({ kind: 'reply', reply: { code } });
});

test('a star cancels at each step', () => {
  expect(goOn(beginSasl('PLAIN'), '*')).toMatchObject({ kind: 'reply', reply: { code: 501 } });
  expect(goOn(goOn(beginSasl('LOGIN'), base64('office')), '*')).toMatchObject({ kind: 'reply', reply: { code: 501 } });
});

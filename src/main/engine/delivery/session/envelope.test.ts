import { expect, test } from 'vitest';
import { type Envelope, envelopeCommands } from './envelope.ts';
import type { Extensions } from './extensions.ts';

const base: Envelope = {
  sender: 'a@b.example',
  recipients: ['c@d.example'],
  size: 500,
  eightBitMime: false,
  smtpUtf8: false,
};

function offering(...names: string[]): Extensions {
  return new Map(names.map((name) => [name.split(' ')[0] ?? '', name.split(' ').slice(1)]));
}

function mailOf(envelope: Partial<Envelope>, extensions: Extensions): string | null {
  const commands = envelopeCommands({ ...base, ...envelope }, extensions);
  return commands.kind === 'commands' ? commands.mail.argument : commands.failure.code;
}

test('MAIL has the parameters that are offered and needed', () => {
  expect(mailOf({}, offering())).toBe('FROM:<a@b.example>');
  expect(mailOf({ sender: '' }, offering('SIZE'))).toBe('FROM:<> SIZE=500');
  expect(mailOf({}, offering('SIZE 1000', '8BITMIME', 'SMTPUTF8'))).toBe('FROM:<a@b.example> SIZE=500');
  expect(mailOf({ eightBitMime: true, smtpUtf8: true }, offering('SIZE 1000', '8BITMIME', 'SMTPUTF8'))).toBe(
    'FROM:<a@b.example> SIZE=500 BODY=8BITMIME SMTPUTF8',
  );
});

test('8-bit text goes out even where 8BITMIME is not offered', () => {
  expect(mailOf({ eightBitMime: true }, offering())).toBe('FROM:<a@b.example>');
});

test('SMTPUTF8 is needed for a local part outside ASCII, and not for a domain', () => {
  expect(mailOf({ recipients: ['jürgen@d.example'] }, offering())).toBe('smtputf8-not-supported');
  expect(mailOf({ smtpUtf8: true }, offering())).toBe('smtputf8-not-supported');
  expect(mailOf({ sender: 'jürgen@b.example' }, offering('SMTPUTF8'))).toBe('FROM:<jürgen@b.example> SMTPUTF8');
  expect(mailOf({ sender: 'a@bücher.example' }, offering())).toBe('FROM:<a@xn--bcher-kva.example>');
});

test('what the server says that it does not take is not sent', () => {
  expect(mailOf({ size: 1001 }, offering('SIZE 1000'))).toBe('message-too-large');
  expect(mailOf({ size: 1000 }, offering('SIZE 1000'))).toContain('SIZE=1000');
  expect(mailOf({ size: 1001 }, offering('SIZE 0'))).toContain('SIZE=1001');
});

test('an address that SMTP cannot carry gets no command', () => {
  expect(mailOf({ sender: 'a@b.example\r\nDATA' }, offering())).toBe('rejected');
  const commands = envelopeCommands({ ...base, recipients: ['x\r\n@d.example', 'c@d.example', ''] }, offering());
  expect(commands).toMatchObject({ rcpts: [null, { verb: 'RCPT', argument: 'TO:<c@d.example>' }, null] });
});

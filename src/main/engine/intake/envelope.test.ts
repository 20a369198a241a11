import { describe, expect, test } from 'vitest';
import type { TlsMode } from '../../../shared/domain/tlsMode.ts';
import type { TlsVersion } from '../../../shared/domain/tlsVersion.ts';
import type { TlsPolicy } from '../delivery/types.ts';
import { type EnvelopeContext, type Transaction, takeRecipient, takeSender } from './envelope.ts';
import { replyLine } from './replies.ts';

const settings = {
  hostname: 'relay.office.example',
  listeners: [],
  allowedNetworks: ['10.0.0.0/8'],
  acceptedDomains: ['office.example', 'xn--bro-hoa.example'],
  maxMessageBytes: 1000,
};
const stranger: EnvelopeContext = {
  settings,
  inboundPolicy: () => null,
  clientAddress: '192.0.2.1',
  protocol: null,
  username: null,
};
const colleague: EnvelopeContext = { ...stranger, clientAddress: '10.1.2.3' };

function begin(parameters = ''): Transaction {
  const { transaction } = takeSender(Buffer.from(`MAIL FROM:<a@sender.example>${parameters}`), null, stranger);
  if (!transaction) throw new Error('MAIL was refused.');
  return transaction;
}

function rcpt(path: string, context = stranger, transaction = begin(' SMTPUTF8')) {
  const answer = takeRecipient(Buffer.from(`RCPT TO:${path}`), transaction, context);
  return { ...answer, line: replyLine(answer.reply), recipient: answer.transaction?.recipients.at(-1) ?? null };
}

describe('relaying', () => {
  test.each([
    ['<bob@office.example>', 'bob@office.example', 'office.example'],
    ['<bob@OFFICE.Example>', 'bob@OFFICE.Example', 'office.example'],
    ['<bob@BÜRO.example>', 'bob@BÜRO.example', 'xn--bro-hoa.example'],
    ['<bob@xn--bro-hoa.example>', 'bob@xn--bro-hoa.example', 'xn--bro-hoa.example'],
    ['<bob@ｏｆｆｉｃｅ。example>', 'bob@ｏｆｆｉｃｅ。example', 'office.example'],
    ['<user%example.com@office.example>', 'user%example.com@office.example', 'office.example'],
    ['<example.com!user@office.example>', 'example.com!user@office.example', 'office.example'],
    ['<"user@example.com"@office.example>', '"user@example.com"@office.example', 'office.example'],
    ['<"a b>c"@office.example>', '"a b>c"@office.example', 'office.example'],
    ['<"a\\"@x\\\\"@office.example>', '"a\\"@x\\\\"@office.example', 'office.example'],
    ['<@example.com:bob@office.example>', 'bob@office.example', 'office.example'],
    ['<@one.example,@two.example:bob@office.example>', 'bob@office.example', 'office.example'],
    ['<bob..smith.@office.example>', 'bob..smith.@office.example', 'office.example'],
    ['<postmaster>', 'postmaster@office.example', 'office.example'],
    ['<PostMaster>', 'postmaster@office.example', 'office.example'],
  ])('a stranger reaches %s', (path, address, domain) => {
    expect(rcpt(path)).toMatchObject({ line: '250 2.1.5 Ok', recipient: { address, domain, direction: 'inbound' } });
  });

  test.each([
    '<bob@example.com>',
    '<bob@sub.office.example>',
    '<bob@notoffice.example>',
    '<bob@office.example.evil.example>',
    '<@office.example:bob@example.com>',
    '<@office.example,@office.example:bob@example.com>',
    '<bob%office.example@example.com>',
    '<office.example!bob@example.com>',
    '<"bob@office.example"@example.com>',
    '<"bob"@example.com>',
  ])('a stranger is denied %s', (path) => {
    expect(rcpt(path)).toMatchObject({
      line: '550 5.7.1 Relaying denied',
      recipient: null,
      refusal: { code: 'relaying-denied', direction: null, sender: 'a@sender.example' },
    });
    expect(rcpt(path, colleague).recipient?.direction).toBe('outbound');
  });

  test.each([
    ['<bob@[192.0.2.1]>', 550],
    ['<bob@[IPv6:::1]>', 550],
    ['<bob@office.example.>', 501],
    ['<bob@office.example。>', 501],
    ['<bob@example.com@office.example>', 501],
    ['<bob@office.example@example.com>', 501],
    ['<bob@@office.example>', 501],
    ['<bob>', 550],
    ['<example.com!bob>', 550],
    ['<bob%office.example>', 550],
    ['<@office.example>', 501],
    ['<@office.example:>', 501],
    ['<@office..example:bob@office.example>', 501],
    ['<"bob@office.example>', 501],
    ['<"bob"x@office.example>', 501],
    ['<bo b@office.example>', 501],
    ['<bob@office.example', 501],
    ['bob@office.example', 501],
    ['<bob@office.example>x', 501],
    ['<<bob@office.example>>', 501],
    ['<>', 501],
    ['<bob@192.0.2.1>', 501],
    ['<bob@office_.example>', 501],
    ['<bob@-office.example>', 501],
    ['<bob@office.example\r>', 501],
    ['<bob\u0000@office.example>', 501],
    ['<"bob\tb"@office.example>', 501],
    ['<bob\u200b@office.example>', 501],
    ['<bob\u202e@office.example>', 501],
    [`<${'b'.repeat(300)}@office.example>`, 501],
    ['<bob@office.example> NOTIFY=NEVER', 555],
  ])('nobody reaches %j', (path, code) => {
    for (const context of [stranger, colleague]) {
      const { reply, recipient } = rcpt(path, context);
      expect(reply.code).toBe(code);
      expect(reply.text).toMatch(/^5\.\d\.\d /);
      expect(recipient).toBeNull();
    }
  });

  test('octets that are no UTF-8 are refused', () => {
    const line = Buffer.from('RCPT TO:<b\xf6b@office.example>', 'latin1');
    expect(takeRecipient(line, begin(' SMTPUTF8'), stranger).reply.code).toBe(501);
  });

  test('a non-ASCII address needs SMTPUTF8', () => {
    expect(rcpt('<bob@büro.example>', stranger, begin()).line).toMatch(/^553 5\.6\.7 /);
  });

  test('without domains of our own there is no postmaster', () => {
    const context = { ...stranger, settings: { ...settings, acceptedDomains: [] } };
    expect(rcpt('<postmaster>', context).line).toMatch(/^550 5\.1\.1 /);
  });

  test('a recipient given twice is one; more than 1000 are too many', () => {
    let transaction: Transaction | null = begin();
    for (let i = 0; i < 1000; i += 1) {
      transaction = takeRecipient(Buffer.from(`RCPT TO:<u${i}@office.example>`), transaction, stranger).transaction;
    }
    const again = takeRecipient(Buffer.from('RCPT TO:<u1@office.example>'), transaction, stranger);
    expect([again.reply.code, again.transaction?.recipients.length]).toEqual([250, 1000]);
    const more = takeRecipient(Buffer.from('RCPT TO:<more@office.example>'), transaction, stranger);
    expect(replyLine(more.reply)).toBe('452 4.5.3 Too many recipients');
    expect(more.transaction?.recipients).toHaveLength(1000);
  });
});

describe('MAIL', () => {
  const mail = (argument: string, context = stranger) =>
    takeSender(Buffer.from(`MAIL FROM:${argument}`), null, context);

  test.each([
    ['<>', ''],
    ['<a@sender.example>', 'a@sender.example'],
    [' <a@sender.example>', 'a@sender.example'],
    ['<@relay.example:a@sender.example>', 'a@sender.example'],
    ['<scanner@print_srv.example>', 'scanner@print_srv.example'],
    ['<a@sender.example> SIZE=1000 body=8bitmime SMTPUTF8', 'a@sender.example'],
    ['<a@sender.example> AUTH=<>', 'a@sender.example'],
  ])('takes %s', (argument, sender) => {
    expect(mail(argument)).toMatchObject({ reply: { code: 250 }, transaction: { sender } });
  });

  test.each([
    ['<a@sender.example> SIZE=1001', '552 5.3.4'],
    ['<a@sender.example> SIZE=99999999999999999999', '552 5.3.4'],
    ['<a@sender.example> SIZE=ten', '501 5.5.4'],
    ['<a@sender.example> SIZE=1 SIZE=2', '501 5.5.4'],
    ['<a@sender.example> BODY=BINARYMIME', '501 5.5.4'],
    ['<a@sender.example> SMTPUTF8=yes', '501 5.5.4'],
    ['<a@sender.example> AUTH', '501 5.5.4'],
    ['<a@sender.example> RET=FULL', '555 5.5.4'],
    ['<ä@sender.example>', '553 5.6.7'],
    ['<a@[192.0.2.1]>', '550 5.1.7'],
    ['<root>', '550 5.1.7'],
    ['<postmaster>', '550 5.1.7'],
    ['<a@sender.example.>', '501 5.1.7'],
    ['a@sender.example', '501 5.5.4'],
  ])('refuses %s', (argument, line) => {
    const { reply, transaction } = mail(argument);
    expect(replyLine(reply).startsWith(`${line} `), replyLine(reply)).toBe(true);
    expect(transaction).toBeNull();
  });

  test('inside a transaction it changes nothing', () => {
    const current = begin();
    const answer = takeSender(Buffer.from('MAIL FROM:<b@sender.example>'), current, stranger);
    expect([answer.reply.code, answer.transaction]).toEqual([503, current]);
  });
});

describe('an inbound rule', () => {
  const policy = (mode: TlsMode, minVersion: TlsVersion = 'TLSv1.2'): TlsPolicy => ({
    mode,
    minVersion,
    cipherProfile: 'standard',
    cipherList: null,
    mxNames: [],
    pins: [],
    ruleId: 'rule-1',
  });
  const under = (rule: TlsPolicy, protocol: string | null, path = '<a@bank.example>', clientAddress = '192.0.2.1') =>
    takeSender(Buffer.from(`MAIL FROM:${path} SMTPUTF8`), null, {
      settings,
      inboundPolicy: (domain) =>
        ['bank.example', 'xn--bnk-qla.example', 'bank_1.example'].includes(domain) ? rule : null,
      clientAddress,
      protocol,
      username: null,
    });

  test.each(['strict', 'relaxed', 'pinned'] as const)('%s refuses a session in the clear', (mode) => {
    const answer = under(policy(mode), null);
    expect(replyLine(answer.reply)).toBe('530 5.7.0 Must issue a STARTTLS command first');
    expect(answer.refusal).toEqual({
      sender: 'a@bank.example',
      recipient: null,
      direction: 'inbound',
      code: 'starttls-not-supported',
      policy: policy(mode),
    });
    expect(under(policy(mode), 'TLSv1.2').reply.code).toBe(250);
  });

  test.each(['watch', 'opportunistic'] as const)('%s refuses nothing', (mode) => {
    expect(under(policy(mode, 'TLSv1.3'), null)).toMatchObject({ reply: { code: 250 }, refusal: null });
  });

  test('holds the session to its minimum version', () => {
    expect(under(policy('strict', 'TLSv1.3'), 'TLSv1.3').reply.code).toBe(250);
    expect(under(policy('strict', 'TLSv1.3'), 'TLSv1.2')).toMatchObject({
      reply: { code: 550, text: '5.7.10 Mail from bank.example is taken over TLSv1.3 or newer only' },
      refusal: { code: 'tls-version-too-low' },
    });
    expect(under(policy('strict', 'TLSv1'), 'TLSv1.2').reply.code).toBe(250);
    expect(under(policy('strict'), 'SSLv3').reply.code).toBe(550);
  });

  test.each([
    '<a@BANK.example>',
    '<@relay.example:a@bank.example>',
    '<"a@other.example"@bank.example>',
    '<ü@bank.example>',
    '<a@bänk.example>',
    '<a@bank_1.example>',
  ])('sees %s', (path) => {
    expect(under(policy('strict'), null, path).reply.code).toBe(530);
  });

  test('holds for our own network too, and for no other domain and not for the null sender', () => {
    expect(under(policy('strict'), null, '<a@bank.example>', '10.1.2.3').reply.code).toBe(530);
    expect(under(policy('strict'), null, '<a@other.example>').reply.code).toBe(250);
    expect(under(policy('strict'), null, '<>').reply.code).toBe(250);
  });
});

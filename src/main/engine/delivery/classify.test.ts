import { describe, expect, test } from 'vitest';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { asksForFewerRecipients, classifyReply, classifySystemError, type RefusedStep } from './classify.ts';
import { type Reply, ReplyParser } from './session/reply.ts';

function reply(text: string): Reply {
  const parser = new ReplyParser();
  parser.push(Buffer.from(`${text}\r\n`));
  const read = parser.next();
  if (typeof read === 'string') throw new Error(read);
  return read;
}

describe('temporary', () => {
  test.each([
    ['421 4.7.0 Try again later', 'service-not-available'],
    ['421 Too many connections', 'service-not-available'],
    ['450 4.2.0 Please wait', 'greylisted'],
    ['451 4.7.1 Greylisted, come back later', 'greylisted'],
    ['450 Grey-listed for 300 seconds', 'greylisted'],
    ['450 4.7.28 Unusual rate of mail from your network', 'rate-limited'],
    ['451 4.7.500 Server busy, throttled', 'rate-limited'],
    ['450 4.7.1 Rate limit exceeded', 'rate-limited'],
    ['452 4.5.3 Too many recipients', 'rate-limited'],
    ['452 4.2.2 Mailbox full', 'mailbox-full'],
    ['450 4.2.2 Over quota', 'mailbox-full'],
    ['452 Insufficient system storage', 'mailbox-full'],
    ['452 4.3.1 Insufficient system storage', 'temporary-failure'],
    ['450 Mailbox busy', 'mailbox-temporary'],
    ['451 4.2.1 Mailbox locked', 'mailbox-temporary'],
    ['451 4.3.0 Local error', 'temporary-failure'],
    ['454 4.7.0 Something else', 'temporary-failure'],
    // Some servers say 552 where they mean 452 (RFC 5321 §4.5.3.1.10).
    ['552 Too many recipients', 'rate-limited'],
  ])('%s is %s', (text, code) => {
    expect(classifyReply(reply(text), 'rcpt')).toEqual({ kind: 'temporary', code, reply: text, detail: null });
  });
});

describe('permanent', () => {
  test.each<[string, RefusedStep, string]>([
    ['550 5.1.1 No such user here', 'rcpt', 'mailbox-unavailable'],
    ['550 5.1.10 Recipient not found', 'rcpt', 'mailbox-unavailable'],
    ['550 5.2.1 Mailbox disabled', 'rcpt', 'mailbox-unavailable'],
    ['550 User unknown', 'rcpt', 'mailbox-unavailable'],
    ['550 The address does not exist', 'rcpt', 'mailbox-unavailable'],
    ['551 User not local', 'rcpt', 'mailbox-unavailable'],
    ['553 Mailbox name not allowed', 'rcpt', 'mailbox-unavailable'],
    ['550 5.1.8 Sender address rejected', 'mail', 'rejected'],
    ['550 5.1.1 Sender unknown', 'mail', 'rejected'],
    ['550 5.7.1 Blocked for spam', 'rcpt', 'rejected'],
    ['550 Go away', 'rcpt', 'rejected'],
    ['554 5.7.1 Relay access denied', 'rcpt', 'relaying-denied'],
    ['550 5.7.1 Unable to relay', 'rcpt', 'relaying-denied'],
    ['552 5.3.4 Message too big', 'mail', 'message-too-large'],
    ['552 Message size exceeds the limit', 'rcpt', 'message-too-large'],
    ['552 Requested action aborted', 'final', 'message-too-large'],
    ['552 Requested action aborted', 'rcpt', 'mailbox-full'],
    ['552 5.2.2 Over quota', 'final', 'mailbox-full'],
    ['554 5.2.2 Mailbox full', 'rcpt', 'mailbox-full'],
    ['530 5.7.0 Authentication required', 'mail', 'authentication-failed'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'mail', 'rejected'],
    ['554 5.0.0 Transaction failed', 'data', 'rejected'],
    ['554 No SMTP service here', 'greeting', 'rejected'],
  ])('%s at %s is %s', (text, step, code) => {
    expect(classifyReply(reply(text), step)).toEqual({ kind: 'permanent', code, reply: text, detail: null });
  });
});

test('a wrong password is for the admin to mend: temporary', () => {
  expect(classifyReply(reply('535 5.7.8 Bad credentials'), 'auth')).toMatchObject({
    kind: 'temporary',
    code: 'authentication-failed',
  });
  expect(classifyReply(reply('421 Later'), 'auth')).toMatchObject({ code: 'service-not-available' });
});

test('a reply that is neither yes nor no breaks the protocol', () => {
  expect(classifyReply(reply('354 Go on'), 'mail')).toMatchObject({ kind: 'temporary', code: 'protocol-error' });
});

test('the first digit decides whether to try again, whatever the enhanced code says', () => {
  expect(classifyReply(reply('550 4.2.2 Mailbox full'), 'rcpt').kind).toBe('permanent');
  expect(classifyReply(reply('450 5.1.1 No such user'), 'rcpt').kind).toBe('temporary');
});

test('no reply is ever a TLS failure, whatever its words', () => {
  for (const code of [421, 450, 451, 454, 500, 530, 550, 554]) {
    for (const words of ['TLS required', 'certificate has expired', '5.7.10 encryption needed']) {
      expect(isTlsFailure(classifyReply(reply(`${code} ${words}`), 'mail').code)).toBe(false);
    }
  }
});

test('who asks for fewer recipients at a time', () => {
  expect(asksForFewerRecipients(reply('452 4.5.3 No more'))).toBe(true);
  expect(asksForFewerRecipients(reply('552 Too many recipients'))).toBe(true);
  expect(asksForFewerRecipients(reply('452 4.2.2 Mailbox full'))).toBe(false);
  expect(asksForFewerRecipients(reply('550 5.5.3 Too many recipients'))).toBe(false);
});

test.each([
  ['ECONNREFUSED', 'connection-refused'],
  ['ETIMEDOUT', 'connection-timeout'],
  ['EHOSTUNREACH', 'network-unreachable'],
  ['ENETUNREACH', 'network-unreachable'],
  ['EACCES', 'network-unreachable'],
  ['ECONNRESET', 'connection-lost'],
  ['EPIPE', 'connection-lost'],
  ['ESOMETHING', 'connection-lost'],
])('system error %s is %s', (errno, code) => {
  const error = Object.assign(new Error(`connect ${errno}`), { code: errno });
  expect(classifySystemError(error)).toEqual({ kind: 'temporary', code, reply: null, detail: `connect ${errno}` });
});

test('takes whatever was thrown', () => {
  expect(classifySystemError('thrown')).toMatchObject({ code: 'connection-lost', detail: 'thrown' });
});

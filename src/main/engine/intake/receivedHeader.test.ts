import { expect, test } from 'vitest';
import { composeReceived, type ReceivedInput } from './receivedHeader.ts';

const input: ReceivedInput = {
  clientName: 'mail.client.example',
  clientAddress: '192.0.2.1',
  hostname: 'relay.office.example',
  extended: true,
  protocol: null,
  cipher: null,
  authenticated: false,
  smtpUtf8: false,
  queueId: '01ABC',
  recipient: 'bob@example.com',
  now: Date.parse('2026-01-06T10:00:00Z'),
};

test('names client, us, protocol, queue ID, the only recipient and the date', () => {
  expect(composeReceived(input)).toBe(
    [
      'Received: from mail.client.example ([192.0.2.1])',
      '\tby relay.office.example (Sealpost) with ESMTP id 01ABC',
      '\tfor <bob@example.com>;',
      '\tTue, 06 Jan 2026 10:00:00 +0000',
      '',
    ].join('\r\n'),
  );
});

test('with several recipients it names none', () => {
  expect(composeReceived({ ...input, recipient: null })).not.toContain('for');
});

test.each<[Partial<ReceivedInput>, string]>([
  [{ extended: false }, 'with SMTP id'],
  [{ protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' }, 'with ESMTPS id'],
  [{ protocol: 'TLSv1.3', authenticated: true }, 'with ESMTPSA id'],
  [{ smtpUtf8: true, protocol: 'TLSv1.3', authenticated: true }, 'with UTF8SMTPSA id'],
  [{ smtpUtf8: true }, 'with UTF8SMTP id'],
  [{ smtpUtf8: true, protocol: 'TLSv1.3' }, 'with UTF8SMTPS id'],
])('%o is told as "%s"', (change, expected) => {
  expect(composeReceived({ ...input, ...change })).toContain(expected);
});

test.each([
  [null, '192.0.2.1', 'from [192.0.2.1] ([192.0.2.1])'],
  ['[192.0.2.1]', '192.0.2.1', 'from [192.0.2.1] ([192.0.2.1])'],
  ['a(b);c', '192.0.2.1', 'from [192.0.2.1] ([192.0.2.1])'],
  ['printer', '2001:db8::1', 'from printer ([IPv6:2001:db8::1])'],
])('a client that says %s', (clientName, clientAddress, expected) => {
  expect(composeReceived({ ...input, clientName, clientAddress })).toContain(expected);
});

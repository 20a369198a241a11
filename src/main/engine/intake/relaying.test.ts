import { expect, test } from 'vitest';
import { decideDirection, isInNetworks } from './relaying.ts';

test.each<[string, string[], boolean]>([
  ['127.0.0.1', ['127.0.0.0/8'], true],
  ['128.0.0.1', ['127.0.0.0/8'], false],
  ['10.1.2.3', ['10.1.2.3'], true],
  ['10.1.2.4', ['10.1.2.3'], false],
  ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
  ['10.1.2.3', ['::ffff:10.0.0.0/104'], true],
  ['10.1.2.3', ['::ffff:10.1.2.3'], true],
  ['10.1.2.3', ['::/0'], false],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['2001:db9::1', ['2001:db8::/32'], false],
  ['2001:db8::1', ['0.0.0.0/0'], false],
  ['::1', ['127.0.0.0/8', '::1'], true],
  ['fe80::1%eth0', ['fe80::/10'], true],
  ['10.1.2.3', [], false],
  ['10.1.2.3', ['10.0.0.0/99', 'everyone', '', '10.0.0.0/'], false],
  ['', ['0.0.0.0/0'], false],
  ['client.example', ['0.0.0.0/0'], false],
])('%s in %j: %s', (address, networks, expected) => {
  expect(isInNetworks(address, networks)).toBe(expected);
});

test.each<[string, boolean, 'inbound' | 'outbound' | null]>([
  ['office.example', false, 'inbound'],
  ['office.example', true, 'inbound'],
  ['example.com', true, 'outbound'],
  ['example.com', false, null],
  ['sub.office.example', false, null],
  ['notoffice.example', false, null],
])('mail for %s, client allowed %s: %s', (domain, allowed, expected) => {
  expect(decideDirection(domain, ['office.example'], allowed)).toBe(expected);
});

import { expect, it } from 'vitest';
import { checkSettings } from '../../../main/engine/settings/check.ts';
import { defaultSettings } from '../../../main/engine/settings/defaults.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import {
  dnsServerProblem,
  domainProblem,
  hostNameProblem,
  listenAddressProblem,
  networkProblem,
  oneWordDomains,
  serverProblem,
} from './textProblems.ts';

/** What the engine says of the same. */
function engineProblem(change: Partial<Settings>): string | null {
  const checked = checkSettings({ ...defaultSettings('relay.example'), ...change });
  return checked.ok ? null : checked.refusal.message;
}

it.each([
  '192.168.1.0/24',
  '10.0.0.1',
  'fd00::/8',
  '::1',
  '0.0.0.0/0',
  '::/0',
  '192.168.1.0/33',
  '300.1.1.1',
  'fd00::/129',
  'office',
  '1.2.3.4/',
  '1.2.3.4/8/8',
  '::ffff:10.0.0.1',
])('the network %s is judged as the engine does', (network) =>
  expect(networkProblem(network)).toBe(engineProblem({ allowedNetworks: [network] })),
);

it.each([
  'office.example',
  'm\u00fcnchen.example',
  'a_b.example',
  'office',
  'a b.example',
  'a@b.example',
  '1.2.3.4',
  '-a.example',
  'a..b',
  `${'a'.repeat(64)}.example`,
])('the domain %s is judged as the engine does', (domain) =>
  expect(domainProblem(domain)).toBe(engineProblem({ acceptedDomains: [domain] })),
);

it.each(['relay', 'relay.office.example', 'm\u00fcnchen.example', 'a b', 'a/b', '-x', 'relay:25'])(
  'the host name %s is judged as the engine does',
  (hostname) => expect(hostNameProblem(hostname)).toBe(engineProblem({ hostname })),
);

it.each(['127.0.0.1', '0.0.0.0', '::', 'localhost', 'fe80::1', 'relay.example', '1.2.3', '1.2.3.4.5', ':'])(
  'the address %s is judged as the engine does',
  (host) => expect(listenAddressProblem(host)).toBe(engineProblem({ listeners: [{ host, port: 2525 }] })),
);

it.each(['mail.provider.example', '192.0.2.1', 'mail', 'a b', 'mail:587'])(
  'the server %s is judged as the engine does',
  (host) =>
    expect(serverProblem(host)).toBe(engineProblem({ smartHost: { host, port: 587, mode: 'strict', username: null } })),
);

it.each(['192.168.1.1:53', '[fd00::1]:53', '192.168.1.1:0', '192.168.1.1:65536', 'dns.example:53', '192.168.1.400:53'])(
  'the DNS server %s is judged as the engine does',
  (server) => expect(dnsServerProblem(server)).toBe(engineProblem({ dns: { servers: [server] } })),
);

it.each(['192.168.1.1', '[fd00::1]', 'fd00::1'])('the DNS server %s may leave its port out', (server) => {
  expect(dnsServerProblem(server)).toBeNull();
});

it('finds the domains that are one word, as a blank in a name makes them', () => {
  expect(oneWordDomains(['foo', 'bar.example', 'localhost', 'm\u00fcnchen', '\u4f8b\u3002\u4f8b'])).toEqual([
    'foo',
    'm\u00fcnchen',
  ]);
});

import { issue } from './forge.ts';
import { allFail, type Expected, type MatrixCase, passes, strictFails } from './matrixCase.ts';

/** Addresses of TEST-NET-1 (RFC 5737), to which the matrix's own `connect` fails in each way that networks have. */
export const deadAddresses: ReadonlyMap<string, string> = new Map([
  ['192.0.2.1', 'ETIMEDOUT'],
  ['192.0.2.2', 'EHOSTUNREACH'],
  ['192.0.2.3', 'ECONNREFUSED'],
  ['192.0.2.4', 'EACCES'],
  ['192.0.2.5', 'ENETUNREACH'],
  ['192.0.2.6', 'ECONNRESET'],
]);

function addressCase(name: string, expected: Expected, addresses: readonly string[]): MatrixCase {
  return { name, expected, addresses, serve: ({ good }) => ({ certificate: good }) };
}

export const addressCases: readonly MatrixCase[] = [
  addressCase('IPv4', passes, ['127.0.0.1']),
  addressCase('IPv6', passes, ['::1']),
  addressCase('the first address refuses', passes, ['192.0.2.3', '127.0.0.1']),
  addressCase('the first address does not answer', passes, ['192.0.2.1', '127.0.0.1']),
  addressCase('the first address cannot be reached', passes, ['192.0.2.2', '127.0.0.1']),
  addressCase('IPv4 cannot be reached, IPv6 can', passes, ['192.0.2.5', '::1']),
  addressCase('the only address refuses', allFail('connection-refused'), ['192.0.2.3']),
  addressCase('the only address does not answer', allFail('connection-timeout'), ['192.0.2.1']),
  addressCase('the only address cannot be reached', allFail('network-unreachable'), ['192.0.2.2']),
  addressCase('port 25 is blocked on this machine', allFail('network-unreachable'), ['192.0.2.4']),
  addressCase('the connection is reset at once', allFail('connection-lost'), ['192.0.2.6']),
  addressCase('no address', allFail('dns-nxdomain'), []),
  {
    name: 'an IPv6 address in the SAN, asked for by it',
    expected: passes,
    host: '::1',
    addresses: ['::1'],
    serve: ({ root }) => ({ certificate: issue(root, { commonName: 'Mail', altNames: ['::1'] }) }),
  },
  {
    name: 'another IPv6 address in the SAN, asked for by ours',
    expected: strictFails('certificate-host-mismatch'),
    host: '::1',
    addresses: ['::1'],
    serve: ({ root }) => ({ certificate: issue(root, { commonName: 'Mail', altNames: ['fe80::1'] }) }),
  },
];

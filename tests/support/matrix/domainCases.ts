import type { DomainVerdict } from '../../../src/shared/contract/verdict.ts';
import type { DnsEntry } from '../lab/dnsServer.ts';
import { issue, selfSign } from './forge.ts';
import { allFail, type Endpoint, type Expected, mxHost, passes, strictFails, type World } from './matrixCase.ts';

export interface DomainHost {
  host: string;
  address: string;
  serve(world: World): Endpoint;
}

/** A domain by its DNS and the hosts behind it, and what is to come of it. */
export interface DomainCase {
  name: string;
  zone: Readonly<Record<string, DnsEntry>>;
  /** All on one port. The right pin is that of the last one. */
  hosts: readonly DomainHost[];
  probed: Pick<DomainVerdict, 'strictestMode' | 'code' | 'unknown'>;
  delivered: Omit<Expected, 'wrongPin'>;
}

const domain = 'matrix.example';
const first = 'mx1.matrix.example';
const second = 'mx2.matrix.example';
const good = ({ root }: World, name: string): Endpoint => ({ certificate: issue(root, { altNames: [name] }) });
const goodSecond: DomainHost = { host: second, address: '127.0.0.2', serve: (world) => good(world, second) };
const oneMx: DnsEntry = { mx: [{ preference: 10, exchange: mxHost }] };

/** `firstHost` on the first MX, a good server on the second. */
function firstFails(name: string, probed: DomainCase['probed'], serve: DomainHost['serve']): DomainCase {
  return twoMx(name, probed, passes, [{ host: first, address: '127.0.0.1', serve }, goodSecond]);
}

function twoMx(
  name: string,
  probed: DomainCase['probed'],
  delivered: DomainCase['delivered'],
  hosts: readonly DomainHost[],
): DomainCase {
  const mx = [
    { preference: 10, exchange: first },
    { preference: 20, exchange: second },
  ];
  return {
    name,
    zone: { [domain]: { mx }, [first]: { a: ['127.0.0.1'] }, [second]: { a: ['127.0.0.2'] } },
    hosts,
    probed,
    delivered,
  };
}

const withGood =
  (changes: Omit<Extract<Endpoint, { certificate: unknown }>, 'certificate'>): DomainHost['serve'] =>
  (world) => ({ certificate: issue(world.root, { altNames: [first] }), ...changes });

const secondMx: DomainCase[] = [
  firstFails(
    'the first MX breaks the handshake',
    { strictestMode: 'opportunistic', code: 'handshake-failed', unknown: false },
    withGood({ behaviour: { starttls: { kind: 'break', how: 'close' } } }),
  ),
  firstFails(
    'the first MX offers no STARTTLS',
    { strictestMode: 'opportunistic', code: 'starttls-not-supported', unknown: false },
    withGood({ behaviour: { starttls: { kind: 'absent' } } }),
  ),
  firstFails(
    'the first MX injects a reply',
    { strictestMode: 'opportunistic', code: 'starttls-injection', unknown: false },
    withGood({ behaviour: { starttls: { kind: 'inject', replies: '250 Ok' } } }),
  ),
  firstFails(
    'the first MX is too old',
    { strictestMode: 'opportunistic', code: 'tls-version-too-low', unknown: false },
    withGood({ tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } }),
  ),
  firstFails(
    'the first MX is busy: unknown, and no weaker for it',
    { strictestMode: 'strict', code: null, unknown: true },
    withGood({ behaviour: { greeting: '421 4.3.2 Later' } }),
  ),
  firstFails(
    'the first MX is expired',
    { strictestMode: 'relaxed', code: 'certificate-expired', unknown: false },
    ({ root }) => ({ certificate: issue(root, { altNames: [first], validFrom: -90, validUntil: -1 }) }),
  ),
  twoMx(
    'both MX fail, each in its way',
    { strictestMode: 'opportunistic', code: 'starttls-not-supported', unknown: false },
    { ...allFail('starttls-not-supported'), relaxed: null },
    [
      { host: first, address: '127.0.0.1', serve: () => ({ certificate: selfSign(first) }) },
      {
        host: second,
        address: '127.0.0.2',
        serve: (world) => ({ ...good(world, second), behaviour: { starttls: { kind: 'absent' } } }),
      },
    ],
  ),
];

const names: DomainCase[] = [
  {
    name: 'an MX without an address, and another',
    zone: {
      [domain]: {
        mx: [
          { preference: 10, exchange: first },
          { preference: 20, exchange: second },
        ],
      },
      [first]: {},
      [second]: { a: ['127.0.0.2'] },
    },
    hosts: [goodSecond],
    probed: { strictestMode: 'strict', code: null, unknown: true },
    delivered: passes,
  },
  {
    name: 'no MX record: the domain itself',
    zone: { [domain]: { a: ['127.0.0.1'] } },
    hosts: [{ host: domain, address: '127.0.0.1', serve: (world) => good(world, domain) }],
    probed: { strictestMode: 'strict', code: null, unknown: false },
    delivered: passes,
  },
  {
    name: 'an MX that is an alias, with a certificate for the alias',
    zone: { [domain]: oneMx, [mxHost]: { cname: 'host.example' }, 'host.example': { a: ['127.0.0.1'] } },
    hosts: [{ host: mxHost, address: '127.0.0.1', serve: (world) => good(world, mxHost) }],
    probed: { strictestMode: 'strict', code: null, unknown: false },
    delivered: passes,
  },
  {
    // The DNS is not to be trusted with the name (RFC 9525 §6.2).
    name: 'an MX that is an alias, with a certificate for what it stands for',
    zone: { [domain]: oneMx, [mxHost]: { cname: 'host.example' }, 'host.example': { a: ['127.0.0.1'] } },
    hosts: [{ host: mxHost, address: '127.0.0.1', serve: (world) => good(world, 'host.example') }],
    probed: { strictestMode: 'relaxed', code: 'certificate-host-mismatch', unknown: false },
    delivered: strictFails('certificate-host-mismatch'),
  },
  {
    name: 'an MX in capitals with a dot at its end',
    zone: { [domain]: { mx: [{ preference: 10, exchange: 'MX.Matrix.Example.' }] }, [mxHost]: { a: ['127.0.0.1'] } },
    hosts: [{ host: mxHost, address: '127.0.0.1', serve: (world) => good(world, mxHost) }],
    probed: { strictestMode: 'strict', code: null, unknown: false },
    delivered: passes,
  },
];

function dnsCase(name: string, zone: DomainCase['zone'], probed: DomainCase['probed']): DomainCase {
  return { name, zone, hosts: [], probed, delivered: allFail(probed.code ?? 'internal-error') };
}

const dns: DomainCase[] = [
  dnsCase(
    'a null MX',
    { [domain]: { mx: [{ preference: 0, exchange: '.' }] } },
    { strictestMode: null, code: 'null-mx', unknown: false },
  ),
  dnsCase('no such domain', {}, { strictestMode: null, code: 'dns-nxdomain', unknown: false }),
  dnsCase(
    'SERVFAIL for the domain',
    { [domain]: 'SERVFAIL' },
    { strictestMode: null, code: 'dns-servfail', unknown: true },
  ),
  dnsCase(
    'REFUSED for the domain',
    { [domain]: 'REFUSED' },
    { strictestMode: null, code: 'dns-servfail', unknown: true },
  ),
  dnsCase(
    'SERVFAIL for the MX',
    { [domain]: oneMx, [mxHost]: 'SERVFAIL' },
    { strictestMode: null, code: 'dns-servfail', unknown: true },
  ),
  dnsCase('neither MX nor address', { [domain]: {} }, { strictestMode: null, code: 'dns-nxdomain', unknown: false }),
];

export const domainCases: readonly DomainCase[] = [...secondMx, ...names, ...dns];

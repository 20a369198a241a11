import { getDiffieHellman } from 'node:crypto';
import type { TlsPolicy } from '../../../src/main/engine/delivery/types.ts';
import { type TlsVersion, tlsVersions } from '../../../src/shared/domain/tlsVersion.ts';
import type { DoubleTls } from '../lab/smtpBehaviour.ts';
import { integer, sequence } from './der.ts';
import { selfSign } from './forge.ts';
import { allFail, type Expected, type MatrixCase, mxHost, passes, strictFails } from './matrixCase.ts';

/** What a server speaks, from and to, what is agreed on, and the lowest versions of rules that it is good enough for. */
const servers: readonly { from: TlsVersion; to: TlsVersion; goodFor: readonly TlsVersion[] }[] = [
  { from: 'TLSv1', to: 'TLSv1', goodFor: ['TLSv1'] },
  { from: 'TLSv1.1', to: 'TLSv1.1', goodFor: ['TLSv1', 'TLSv1.1'] },
  { from: 'TLSv1.2', to: 'TLSv1.2', goodFor: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] },
  { from: 'TLSv1.3', to: 'TLSv1.3', goodFor: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] },
  { from: 'TLSv1', to: 'TLSv1.1', goodFor: ['TLSv1', 'TLSv1.1'] },
  { from: 'TLSv1', to: 'TLSv1.2', goodFor: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] },
  { from: 'TLSv1', to: 'TLSv1.3', goodFor: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] },
  { from: 'TLSv1.1', to: 'TLSv1.2', goodFor: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] },
  { from: 'TLSv1.2', to: 'TLSv1.3', goodFor: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] },
];

export const versionCases: readonly MatrixCase[] = servers.flatMap(({ from, to, goodFor }) =>
  tlsVersions.map((minVersion): MatrixCase => {
    const passed = goodFor.includes(minVersion);
    return {
      name: `${from === to ? from : `${from} to ${to}`}, rule from ${minVersion}`,
      expected: passed ? passes : allFail('tls-version-too-low'),
      policy: { minVersion },
      serve: ({ good }) => ({
        certificate: good,
        tls: { minVersion: from, maxVersion: to },
      }),
      ...(passed ? { protocol: to } : {}),
    };
  }),
);

type CipherPolicy = Partial<Pick<TlsPolicy, 'minVersion' | 'cipherProfile' | 'cipherList'>>;

/** A server with an RSA certificate that knows these suites and no other. */
function cipherCase(
  name: string,
  expected: Expected,
  policy: CipherPolicy,
  tls: Partial<DoubleTls>,
  agreed: { protocol?: string; cipher?: string } = {},
): MatrixCase {
  return { name, expected, policy, ...agreed, serve: ({ goodRsa }) => ({ certificate: goodRsa, tls }) };
}

/** Suites of TLS 1.2, and that version at most. */
const only = (ciphers: string): Partial<DoubleTls> => ({ ciphers, maxVersion: 'TLSv1.2' });
const only13 = (ciphers: string): Partial<DoubleTls> => ({ ciphers, minVersion: 'TLSv1.3' });
const custom = (cipherList: string): CipherPolicy => ({ cipherProfile: 'custom', cipherList });
const mismatch = allFail('cipher-mismatch');

const standard: CipherPolicy = { cipherProfile: 'standard' };
const standardCases = [
  ...['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-RSA-AES256-SHA', 'AES128-GCM-SHA256'].map(
    (cipher) => cipherCase(`standard, and a server with ${cipher}`, passes, standard, only(cipher), { cipher }),
  ),
  cipherCase('standard, and a server with DHE', passes, standard, {
    ...only('DHE-RSA-AES256-GCM-SHA384'),
    dhparam: 'auto',
  }),
  cipherCase('standard, and a server with a DH group of 1024 bits', mismatch, standard, {
    ...only('DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0'),
    dhparam: smallGroup(),
  }),
  cipherCase('standard, and a server with Camellia only', mismatch, standard, only('ECDHE-RSA-CAMELLIA128-SHA256')),
  cipherCase('standard, and a TLS 1.3 server with CCM only', mismatch, standard, only13('TLS_AES_128_CCM_SHA256')),
];

const modern: CipherPolicy = { cipherProfile: 'modern' };
const modernCases = [
  cipherCase('modern, and a TLS 1.3 server', passes, modern, {}, { protocol: 'TLSv1.3' }),
  cipherCase(
    'modern, and a TLS 1.2 server',
    allFail('tls-version-too-low'),
    modern,
    only('ECDHE-RSA-AES128-GCM-SHA256'),
  ),
  cipherCase('modern, and a TLS 1.3 server with CCM only', mismatch, modern, only13('TLS_AES_128_CCM_SHA256')),
];

const fips: CipherPolicy = { cipherProfile: 'fips-kRSA' };
const fipsCases = [
  ...['AES128-GCM-SHA256', 'AES256-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'].map((cipher) =>
    cipherCase(`fips-kRSA, and a server with ${cipher}`, passes, fips, only(cipher), { cipher }),
  ),
  cipherCase('fips-kRSA, and a TLS 1.3 server', passes, fips, only13('TLS_AES_256_GCM_SHA384')),
  cipherCase('fips-kRSA, and a server with ChaCha20 only', mismatch, fips, only('ECDHE-RSA-CHACHA20-POLY1305')),
  cipherCase(
    'fips-kRSA, and a TLS 1.3 server with ChaCha20 only',
    mismatch,
    fips,
    only13('TLS_CHACHA20_POLY1305_SHA256'),
  ),
];

const customCases = [
  cipherCase(
    'custom, and a server that shares one',
    passes,
    custom('AES256-SHA256:ECDHE-RSA-AES256-GCM-SHA384'),
    only('ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA'),
    { cipher: 'ECDHE-RSA-AES256-GCM-SHA384' },
  ),
  cipherCase(
    'custom, and a server that shares none',
    mismatch,
    custom('ECDHE-RSA-AES256-GCM-SHA384'),
    only('ECDHE-RSA-AES128-GCM-SHA256'),
  ),
  cipherCase('custom for ECDSA, and a server with an RSA key', mismatch, custom('ECDHE-ECDSA-AES256-GCM-SHA384'), {
    maxVersion: 'TLSv1.2',
  }),
  // As with OpenSSL itself: a cipher list is about TLS 1.2 and below.
  cipherCase(
    'custom without a suite of TLS 1.3, and a server that speaks that alone',
    passes,
    custom('ECDHE-RSA-AES256-GCM-SHA384'),
    only13('TLS_AES_256_GCM_SHA384'),
    { protocol: 'TLSv1.3' },
  ),
  cipherCase(
    'custom with a suite of TLS 1.3, and a server that speaks that alone',
    passes,
    custom('TLS_AES_256_GCM_SHA384:ECDHE-RSA-AES256-GCM-SHA384'),
    only13('TLS_AES_256_GCM_SHA384'),
    { protocol: 'TLSv1.3' },
  ),
  cipherCase('custom, and the list is none', mismatch, custom('NO-SUCH-CIPHER'), {}),
];

/** `ALL` leaves out what does not encrypt, unless it is named. */
const anonymousServer = only('AECDH-AES256-SHA:@SECLEVEL=0');
const silentServer = only('ECDHE-RSA-NULL-SHA:NULL-SHA256:@SECLEVEL=0');
const worthless = [
  cipherCase('an anonymous server', mismatch, standard, anonymousServer),
  cipherCase('an anonymous server, and an RSA rule', mismatch, fips, anonymousServer),
  cipherCase(
    'an anonymous server, under a rule that lists just that',
    { ...strictFails('certificate-not-trusted'), pinned: 'pin-mismatch' },
    custom('AECDH-AES256-SHA:@SECLEVEL=0'),
    anonymousServer,
  ),
  cipherCase('a server that does not encrypt', mismatch, standard, silentServer),
  cipherCase(
    'a server that does not encrypt, under a rule that lists just that',
    mismatch,
    custom('NULL-SHA256:@SECLEVEL=0'),
    silentServer,
  ),
  cipherCase(
    'a server that does not encrypt, under a rule that takes everything',
    mismatch,
    custom('ALL:eNULL:@SECLEVEL=0'),
    silentServer,
  ),
];

const withEcdsa: MatrixCase[] = [
  {
    name: 'fips-kRSA, and a TLS 1.2 server with an ECDSA key and ChaCha20',
    expected: mismatch,
    policy: fips,
    serve: ({ good }) => ({ certificate: good, tls: only('ECDHE-ECDSA-CHACHA20-POLY1305') }),
  },
  {
    name: 'modern, self-signed',
    expected: strictFails('certificate-not-trusted'),
    policy: modern,
    serve: () => ({ certificate: selfSign(mxHost) }),
  },
];

export const cipherCases: readonly MatrixCase[] = [
  ...standardCases,
  ...modernCases,
  ...fipsCases,
  ...customCases,
  ...worthless,
  ...withEcdsa,
];

/** The second Oakley group (RFC 2409 §6.2). */
function smallGroup(): string {
  const group = sequence(integer(getDiffieHellman('modp2').getPrime()), integer(Buffer.from([2])));
  return `-----BEGIN DH PARAMETERS-----\n${group.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END DH PARAMETERS-----\n`;
}

import type { TlsPolicy } from '../../../src/main/engine/delivery/types.ts';
import type { AltName } from './certificateDer.ts';
import { issue } from './forge.ts';
import { type Expected, type MatrixCase, mxHost, passes, strictFails } from './matrixCase.ts';

const mismatch = strictFails('certificate-host-mismatch');

interface Names {
  commonName?: string | null;
  altNames?: readonly AltName[];
}

function nameCase(
  name: string,
  expected: Expected,
  { commonName = 'Mail', altNames = [] }: Names,
  looked: { host?: string; policy?: Partial<TlsPolicy> } = {},
): MatrixCase {
  return { name, expected, ...looked, serve: ({ root }) => ({ certificate: issue(root, { commonName, altNames }) }) };
}

const octets = (text: string) => Buffer.from(text, 'latin1');

const plainNames: MatrixCase[] = [
  nameCase('for another name', mismatch, { altNames: ['mx.other.example'] }),
  nameCase('for the domain, where its MX was looked up', mismatch, { altNames: ['matrix.example'] }),
  nameCase('for a name below ours', mismatch, { altNames: ['a.mx.matrix.example'] }),
  nameCase('our name in the common name, without SAN', mismatch, { commonName: mxHost }),
  nameCase('our name in the common name, another in the SAN', mismatch, {
    commonName: mxHost,
    altNames: ['mx.other.example'],
  }),
  nameCase('without any name', mismatch, { commonName: null }),
  nameCase('an empty subject, our name in a critical SAN', passes, { commonName: null, altNames: [mxHost] }),
  nameCase('our name as one of many', passes, {
    altNames: [...Array.from({ length: 100 }, (_, place) => `mx${place}.other.example`), mxHost],
  }),
  nameCase('our name in capitals', passes, { altNames: ['MX.Matrix.EXAMPLE'] }),
  nameCase('our name as a URI only', mismatch, { altNames: [{ tag: 'uri', octets: octets(`smtp://${mxHost}`) }] }),
  nameCase('our name in an email address only', mismatch, {
    altNames: [{ tag: 'email', octets: octets(`postmaster@${mxHost}`) }],
  }),
  nameCase('our name, NUL, and another', mismatch, {
    altNames: [{ tag: 'dns', octets: octets(`${mxHost}\0.other.example`) }],
  }),
  nameCase('another name that reads like a list with ours', mismatch, {
    altNames: [{ tag: 'dns', octets: octets(`other.example, DNS:${mxHost}`) }],
  }),
];

const wildcards: MatrixCase[] = [
  nameCase('a wildcard for our label', passes, { altNames: ['*.matrix.example'] }),
  nameCase('a wildcard in capitals', passes, { altNames: ['*.MATRIX.example'] }),
  nameCase('a wildcard for the whole TLD', mismatch, { altNames: ['*.example'] }, { host: 'mx-matrix.example' }),
  nameCase('a wildcard in a part of the label', mismatch, { altNames: ['m*.matrix.example'] }),
  nameCase('a wildcard at the end of the label', mismatch, { altNames: ['*x.matrix.example'] }),
  nameCase('a wildcard for two labels', mismatch, { altNames: ['*.matrix.example'] }, { host: 'a.mx.matrix.example' }),
  nameCase('a wildcard for no label', mismatch, { altNames: ['*.mx.matrix.example'] }),
  nameCase('a wildcard in the middle', mismatch, { altNames: ['mx.*.example'] }),
  nameCase('two wildcards', mismatch, { altNames: ['*.*.example'] }),
  nameCase('a lone wildcard', mismatch, { altNames: ['*'] }),
  nameCase('a wildcard in the common name', mismatch, { commonName: '*.matrix.example' }),
];

const idnHost = 'mx.xn--bcher-kva.example';
const internationalNames: MatrixCase[] = [
  nameCase('an IDN as A-label', passes, { altNames: [idnHost] }, { host: idnHost }),
  nameCase('a wildcard over an IDN', passes, { altNames: ['*.xn--bcher-kva.example'] }, { host: idnHost }),
  nameCase(
    'a wildcard in place of an A-label',
    passes,
    { altNames: ['*.matrix.example'] },
    { host: 'xn--bcher-kva.matrix.example' },
  ),
  nameCase(
    'a wildcard in a part of an A-label',
    mismatch,
    { altNames: ['xn--*.matrix.example'] },
    { host: 'xn--bcher-kva.matrix.example' },
  ),
  nameCase('an IDN as UTF-8, which no SAN may hold', mismatch, { altNames: ['mx.bücher.example'] }, { host: idnHost }),
  nameCase(
    'an IDN that the rule lists as people write it',
    passes,
    { altNames: [idnHost] },
    { policy: { mxNames: ['mx.Bücher.example'] } },
  ),
];

const addressNames: MatrixCase[] = [
  nameCase('our address, asked for by it', passes, { altNames: ['127.0.0.1'] }, { host: '127.0.0.1' }),
  nameCase('another address, asked for by ours', mismatch, { altNames: ['127.0.0.2'] }, { host: '127.0.0.1' }),
  nameCase(
    'our address as a DNS name',
    mismatch,
    { altNames: [{ tag: 'dns', octets: octets('127.0.0.1') }] },
    { host: '127.0.0.1' },
  ),
  nameCase('our address in the common name', mismatch, { commonName: '127.0.0.1' }, { host: '127.0.0.1' }),
  nameCase('our address, asked for by name', mismatch, { altNames: ['127.0.0.1'] }),
  nameCase('a wildcard, asked for by address', mismatch, { altNames: ['*.0.0.1'] }, { host: '127.0.0.1' }),
];

const listedNames: MatrixCase[] = [
  nameCase(
    'a name that the rule lists',
    passes,
    { altNames: ['mail.hoster.example'] },
    { policy: { mxNames: ['mail.hoster.example'] } },
  ),
  nameCase(
    'the MX, where the rule lists another name',
    mismatch,
    { altNames: [mxHost] },
    { policy: { mxNames: ['mail.hoster.example'] } },
  ),
  nameCase(
    'the domain, where the rule lists it',
    passes,
    { altNames: ['matrix.example'] },
    { policy: { mxNames: ['matrix.example'] } },
  ),
  nameCase(
    'a name below the suffix that the rule lists',
    passes,
    { altNames: ['a.b.hoster.example'] },
    { policy: { mxNames: ['.hoster.example'] } },
  ),
  nameCase(
    'the suffix itself, which the rule does not mean',
    mismatch,
    { altNames: ['hoster.example'] },
    { policy: { mxNames: ['.hoster.example'] } },
  ),
];

export const nameCases: readonly MatrixCase[] = [
  ...plainNames,
  ...wildcards,
  ...internationalNames,
  ...addressNames,
  ...listedNames,
];

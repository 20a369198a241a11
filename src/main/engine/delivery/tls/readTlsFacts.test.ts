import { X509Certificate } from 'node:crypto';
import { connect, createServer, type TlsOptions } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ca, createCa, type IssuedCertificate } from '../../../../../tests/support/lab/ca.ts';
import { isWeak, readTlsFacts } from './readTlsFacts.ts';
import type { TlsFacts } from './tlsFacts.ts';

/** What a client that trusts `ca` reads of a server. */
async function handshakeWith(ca: Ca, server: TlsOptions, ciphers?: string): Promise<TlsFacts> {
  const listener = createServer({ ...server, ...(ciphers ? { ciphers, maxVersion: 'TLSv1.2' } : {}) });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    return await new Promise((resolve, reject) => {
      const socket = connect({
        host: '127.0.0.1',
        port,
        ca: ca.rootPem,
        rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
        ...(ciphers ? { ciphers } : {}),
      });
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        resolve(readTlsFacts(socket));
        socket.destroy();
      });
    });
  } finally {
    listener.close();
  }
}

const at = { notBefore: new Date(Date.now() - 9e8), notAfter: new Date(Date.now() - 1e8) };

describe('readTlsFacts', () => {
  let ca: Ca;
  let trusted: IssuedCertificate;
  beforeAll(async () => {
    ca = await createCa();
    trusted = await ca.issue({ names: ['mx.a.example', '*.b.example', '192.0.2.1'] });
  });

  test('a trusted certificate', async () => {
    expect(await handshakeWith(ca, trusted)).toMatchObject({
      protocol: 'TLSv1.3',
      leaf: {
        dnsNames: ['mx.a.example', '*.b.example'],
        ipAddresses: ['192.0.2.1'],
        spkiPin: trusted.spkiPin,
      },
      chainError: null,
      weakChain: false,
      chain: [new X509Certificate(trusted.cert).raw],
    });
  });

  test('the whole chain that the peer sent, its own certificate first', async () => {
    const issuer = await ca.intermediate('Lab Intermediate');
    const server = await ca.issue({ names: ['mx.a.example'], issuer });
    const { chain, chainError } = await handshakeWith(ca, server);
    expect(chainError).toBeNull();
    expect(chain.map((der) => new X509Certificate(der).subject.match(/CN=(.*)/)?.[1])).toEqual([
      'mx.a.example',
      'Lab Intermediate',
    ]);
  });

  test('a missing intermediate is an untrusted chain', async () => {
    const issuer = await ca.intermediate('Lab Intermediate');
    const server = await ca.issue({ names: ['mx.a.example'], issuer });
    const leafOnly = new X509Certificate(server.cert).toString();
    expect(await handshakeWith(ca, { ...server, cert: leafOnly })).toMatchObject({
      chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });

  test.each([
    ['self-signed', () => ca.selfSigned({ names: ['mx.a.example'] }), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', () => ca.issue({ names: ['mx.a.example'], ...at }), 'CERT_HAS_EXPIRED'],
  ])('%s', async (_, issue, chainError) => {
    expect(await handshakeWith(ca, await issue())).toMatchObject({ chainError, weakChain: false });
  });

  test('an anonymous cipher suite has no certificate and no good chain', async () => {
    const facts = await handshakeWith(ca, {}, 'aNULL:@SECLEVEL=0');
    expect(facts).toMatchObject({ leaf: null, chain: [], chainError: expect.any(String) });
  });

  test('a suite without encryption says so in its name, although Node calls the link authorized', async () => {
    const facts = await handshakeWith(ca, trusted, 'eNULL:@SECLEVEL=0');
    expect(facts).toMatchObject({ chainError: null, cipher: expect.stringContaining('NULL') });
  });

  test('weak keys and signatures, by our own count', async () => {
    const weakKey = await ca.issue({ names: ['mx.a.example'], keyType: 'rsa-1024' });
    expect(isWeak(new X509Certificate(weakKey.cert))).toBe(true);
    expect(isWeak(new X509Certificate((await ca.issue({ names: ['x.example'], keyType: 'rsa-2048' })).cert))).toBe(
      false,
    );
    expect(isWeak(new X509Certificate(sha1Leaf))).toBe(true);
    // OpenSSL at level 0 lets it pass, as BoringSSL always does.
    const facts = await handshakeWith(ca, weakKey, 'DEFAULT:@SECLEVEL=0');
    expect(facts).toMatchObject({ chainError: null, weakChain: true });
  });
});

/** `openssl x509 -req -sha1`, RSA 2048. */
const sha1Leaf = `-----BEGIN CERTIFICATE-----
MIIC/TCCAeWgAwIBAgIUKSE7WST6Wx9C4KETd1g9bmcq6YYwDQYJKoZIhvcNAQEF
BQAwDTELMAkGA1UEAwwCY2EwHhcNMjYxMTIyMTUxNDEzWhcNMjYxMTI3MTUxNDEz
WjAPMQ0wCwYDVQQDDARzaGExMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC
AQEApwj1ggAye3JceKzVKE2uefkmfGVwUr9QDlxViZwPiVsUcJimpCIH9XjQ/mah
wN5IWLK+Ete4jG838yfDOKQTKuwVUtfVSIZ5tHIq3aobvstUayjMkW6YAfkOYi+K
m3E1Zod/Xp33pBXrLGtgJEW6SDtSO9KIYb3r/4fZTl9EqsHgUYtdzu6OzfTHvgmt
IzlKXjO7jQK29JfKM2D5fdxAX6u69WSIUIaIK00QdoO7xMe7UUqwMvd08lD1CERj
lQdX+JprZ20Y96T4Yc4gzwbfOWBS9IQ/zpubunMsUV9CKe0Uvn4j04yRt5EGDUDM
SXXFU72XSsyERmLkILmApbGvcwIDAQABo1MwUTAPBgNVHREECDAGggRzaGExMB0G
A1UdDgQWBBSEnopr6HVsRd9ii5KAlp7ookcQljAfBgNVHSMEGDAWgBRP3eATwiX9
JIVnGD/KHdVe949hCTANBgkqhkiG9w0BAQUFAAOCAQEAYCmLefiOyZHmj3Ob8m+9
GbWGiVWr5cPFWtbj1qh7qmAsuzG40+ZpsxolEXeAzoPikSGDhiDrw21hKQh4DWDo
bhwTMi3OfgKf4um6Hp4vMuc66tffd9/REynu2/jmQPAeEZtyoWY3nFMpNQmqiBGz
0tVTLTdss1+P09LweqWvEJDxp7Sk2qtcSpZYsto3Dl3x9fiPLzN91sec/Mrmo0Th
q0GJsWNxZ3xylFWqwK9Ko/7mFALGw3AL74KSiUUJjLJvgCUmfnIIxWjhF0M1de0a
pJg11ENEAIP0QoKpp5YKZ8/oWAEfJhGFxu/ixtYmhJgyQGzwFpF3fgcZVA1ffOWi
gQ==
-----END CERTIFICATE-----
`;

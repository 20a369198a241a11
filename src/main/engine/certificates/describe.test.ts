import { X509Certificate } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { createCa } from '../../../../tests/support/lab/ca.ts';
import { openSsl, opensslMissing, signWithOpenSsl } from '../../../../tests/support/openssl.ts';
import { certificateSchema } from '../../../shared/contract/certificate.ts';
import { silentLogger } from '../runtime.ts';
import { createCertificateCache } from './certificateCache.ts';
import { describeCertificate } from './describe.ts';

/** Made with `openssl req -x509`, and described by `openssl x509 -noout -text`. */
const sample = `-----BEGIN CERTIFICATE-----
MIID1jCCAr6gAwIBAgIMCgVfIcGb6fDoirsMMA0GCSqGSIb3DQEBCwUAMGYxCzAJ
BgNVBAYTAkdCMRQwEgYDVQQIDAtPeGZvcmRzaGlyZTERMA8GA1UEBwwIQWJpbmdk
b24xFTATBgNVBAoMDE1BSUwgTElNSVRFRDEXMBUGA1UEAwwOKi5tYWlsLmV4YW1w
bGUwHhcNMjYxMTIyMTUzNzExWhcNMzYxMTE5MTUzNzExWjBmMQswCQYDVQQGEwJH
QjEUMBIGA1UECAwLT3hmb3Jkc2hpcmUxETAPBgNVBAcMCEFiaW5nZG9uMRUwEwYD
VQQKDAxNQUlMIExJTUlURUQxFzAVBgNVBAMMDioubWFpbC5leGFtcGxlMIIBIjAN
BgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp3qAGtS6CbJ1FkuLd0N38tVB0yne
ux7brrQkE0eGHRORurdrrrYegaG+SlRxuKA/bzHH/A+YjOeAj3FN4+g+U8Jc9sO0
orcO56yWijvc9JWCofvqo/uBFqRajg3Z7HVR0RaxW4D1XrZ9lIEHCCjYmHXfAibE
raa86C9h0z+6NuGOrkmzSEvd4ht1J9ZRmTqx8Ywl/j/QWWxSL+j0P05YN2bOZyoc
cGbzdQ1uHgvmMnJ6PjOryt6naOjk1yqnwaH+cBP/qOjjcRoVw8MvnqdzHo4nbrsM
3+CTHrymZpLJmj2A13AEnn1uxXi1bHXy/WWRcAuGUDBLLp4sF/or73YitwIDAQAB
o4GDMIGAMB0GA1UdDgQWBBSH7pzGxWZwzKdwlV4hKIi56rD4njAfBgNVHSMEGDAW
gBSH7pzGxWZwzKdwlV4hKIi56rD4njAPBgNVHRMBAf8EBTADAQH/MC0GA1UdEQQm
MCSCDioubWFpbC5leGFtcGxlggxtYWlsLmV4YW1wbGWHBMAAAgEwDQYJKoZIhvcN
AQELBQADggEBAJoxAKAeji3905VEekHf5gKtN3CzG5AG1dSRoMh3srhHDL3EJ8mn
DNSayVrlzg6TSj18L3v5/A65aNvZzymHHBwNET+5EdClXLvgauxCNI22OLV8we+f
OOxEN0PQxAKQxG1UURrKWGSYbNr7AnEDTkbXnWnK7BEIf201GAfUfzrF1zaDAJ8l
QULB9Le0/TAIqSp+Zl9I/pfnGcixL4AnW5lWpJ/+aaKMNT5ofkYJrKN+SjdD8yI8
4GwP6BdUt2XZ+WS2cTwUOoOaacjoTg7WtgxrznLa/bHhbWUyJ4zh9waOquTOoXzr
SqyMuuIgDVVVT+M2WGEVADBX9QFxiRST3Xw=
-----END CERTIFICATE-----
`;

test('says what OpenSSL says', () => {
  const certificate = describeCertificate(new X509Certificate(sample).raw);
  expect(certificate).toEqual({
    commonName: '*.mail.example',
    subjectAltNames: ['*.mail.example', 'mail.example', '192.0.2.1'],
    organization: 'MAIL LIMITED',
    location: 'C=GB, ST=Oxfordshire, L=Abingdon',
    serialNumber: '0a:05:5f:21:c1:9b:e9:f0:e8:8a:bb:0c',
    signatureAlgorithm: 'sha256WithRSAEncryption',
    issuer: 'C=GB, ST=Oxfordshire, L=Abingdon, O=MAIL LIMITED, CN=*.mail.example',
    notBefore: '2026-11-22T15:37:11.000Z',
    notAfter: '2036-11-19T15:37:11.000Z',
    key: 'RSA 2048',
    sha256: '78:13:D1:45:04:56:9E:D5:C5:C0:3B:D3:43:6D:C2:4E:5E:31:7E:65:D1:CC:3A:82:A1:2B:0A:8A:13:3A:E7:A3',
    spkiPin: 'ULh4PDP4w1jvqYyiBCNtGNyESEl7XYdflP+mSES/p+g=',
    pem: sample,
  });
  expect(certificateSchema.parse(certificate)).toEqual(certificate);
});

test('describes an elliptic curve key, and leaves out what is absent', async () => {
  const { cert, spkiPin } = await (await createCa()).issue({ names: ['mx.a.example'] });
  const certificate = describeCertificate(new X509Certificate(cert).raw);
  expect(certificate).toMatchObject({
    commonName: 'mx.a.example',
    location: 'C=GB, L=Abingdon',
    key: 'EC prime256v1',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    spkiPin,
  });
});

describe.skipIf(opensslMissing)(`certificates of OpenSSL (${opensslMissing ?? 'it is there'})`, () => {
  const ssl = openSsl();
  afterAll(() => ssl.remove());
  const describeFile = (file: string) => describeCertificate(new X509Certificate(ssl.read(file)).raw);
  const selfSign = (file: string, ...options: string[]) =>
    ssl.run('req', '-x509', '-nodes', '-keyout', 'any.key', '-out', file, '-days', '30', ...options);

  test('shows what the Sophos page shows', () => {
    signWithOpenSsl(ssl, 'ca', {
      key: 'rsa:2048',
      subject: '/C=BE/O=GlobalSign nv-sa/CN=GlobalSign RSA OV SSL CA 2018',
      extensions: ['basicConstraints=critical,CA:TRUE'],
      issuer: null,
    });
    signWithOpenSsl(ssl, 'server', {
      key: 'rsa:2048',
      subject: '/C=GB/ST=Oxfordshire/L=Abingdon/O=SOPHOS LIMITED/CN=*.sophos.example',
      extensions: ['subjectAltName=DNS:*.sophos.example,DNS:sophos.example'],
      issuer: 'ca',
    });
    expect(describeFile('server.crt')).toMatchObject({
      commonName: '*.sophos.example',
      subjectAltNames: ['*.sophos.example', 'sophos.example'],
      organization: 'SOPHOS LIMITED',
      location: 'C=GB, ST=Oxfordshire, L=Abingdon',
      serialNumber: '4f:4f:4f:4f:4f:4f:4f:4f',
      signatureAlgorithm: 'sha256WithRSAEncryption',
      issuer: 'C=BE, O=GlobalSign nv-sa, CN=GlobalSign RSA OV SSL CA 2018',
    });
  });

  test('reads BMPString, an email address, a name of two values, and goes without a common name', () => {
    ssl.write(
      'odd.cnf',
      `[req]
distinguished_name=subject
x509_extensions=extensions
prompt=no
utf8=yes
string_mask=MASK:0x802
[subject]
C=DE
L=München
2.O=Zürich, Söhne + Co
3.OU=Mail
4.+emailAddress=post@zuerich.example
serialNumber=HRB 7
[extensions]
subjectAltName=email:post@zuerich.example,URI:https://zuerich.example/,IP:2001:db8::1
`,
    );
    selfSign('odd.crt', '-newkey', 'rsa:2048', '-config', 'odd.cnf', '-set_serial', '0x0a');
    expect(ssl.run('asn1parse', '-in', 'odd.crt')).toContain('BMPSTRING');
    expect(describeFile('odd.crt')).toMatchObject({
      commonName: null,
      organization: 'Zürich, Söhne + Co',
      location: 'C=DE, L=München',
      subjectAltNames: ['post@zuerich.example', 'https://zuerich.example/', '2001:DB8:0:0:0:0:0:1'],
      serialNumber: '0a',
      issuer:
        'C=DE, L=München, O=Zürich\\, Söhne \\+ Co, OU=Mail + emailAddress=post@zuerich.example, serialNumber=HRB 7',
    });
  });

  test('reads a certificate without any name', () => {
    selfSign('nameless.crt', '-newkey', 'rsa:2048', '-subj', '/');
    expect(describeFile('nameless.crt')).toMatchObject({
      commonName: null,
      organization: null,
      location: null,
      issuer: '',
    });
  });

  test.each([
    [['rsa:2048', '-sha1'], 'sha1WithRSAEncryption', 'RSA 2048'],
    [['rsa:2048', '-md5'], 'md5WithRSAEncryption', 'RSA 2048'],
    [['rsa:2048', '-sha512'], 'sha512WithRSAEncryption', 'RSA 2048'],
    [['rsa:2048', '-sigopt', 'rsa_padding_mode:pss'], 'rsassaPss sha256', 'RSA 2048'],
    [['rsa-pss'], 'rsassaPss sha256', 'RSA-PSS 2048'],
    [['ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-sha384'], 'ecdsa-with-SHA384', 'EC secp384r1'],
    [['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'], 'ecdsa-with-SHA256', 'EC secp521r1'],
    [['ed25519'], 'ED25519', 'ED25519'],
    [['ed448'], 'ED448', 'ED448'],
  ])('names the signature of %j as OpenSSL does', (options, signatureAlgorithm, key) => {
    selfSign('signed.crt', '-subj', '/CN=a.example', '-newkey', ...options);
    expect(describeFile('signed.crt')).toMatchObject({ signatureAlgorithm, key });
  });
});

test('the cache reads a certificate once, and gives null for what is none', async () => {
  const cache = createCertificateCache(silentLogger);
  const { cert } = await (await createCa()).issue({ names: ['mx.a.example'] });
  const der = new X509Certificate(cert).raw;
  expect(cache.describe(der)).toBe(cache.describe(Buffer.from(der)));
  expect(cache.describe(Buffer.from('no certificate'))).toBeNull();
});

import { expect, it } from 'vitest';
import { foundWords, readPemFiles, withCertificates } from './pemFiles.ts';

const pem = (label: string, body = 'AAAA') => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`;
const file = (name: string, ...parts: BlobPart[]) => new File(parts, name);
const certificate = pem('CERTIFICATE');
const issuer = pem('CERTIFICATE', 'BBBB');
const key = pem('EC PRIVATE KEY');

it('finds certificates and the key, in one file or in several, among other things', async () => {
  const bundle = file('relay.pem', `Bag Attributes\n${pem('EC PARAMETERS')}\n${key}\n${certificate}\n${issuer}\n`);
  const found = { certificates: [certificate, issuer], key };
  expect(await readPemFiles([bundle])).toEqual({ ok: true, found });
  expect(await readPemFiles([file('a.crt', certificate), file('b.key', key), file('c.crt', issuer)])).toEqual({
    ok: true,
    found,
  });
  expect(foundWords(found)).toBe('Read: 2 certificates and a private key.');
  expect(foundWords({ certificates: [], key })).toBe('Read: a private key.');
});

it('takes a certificate in DER form as Windows saves it', async () => {
  const octets = new Uint8Array([0x30, 0x82, 0x00, 0x01, 0xff]);
  const read = await readPemFiles([file('relay.cer', octets)]);
  expect(read).toEqual({ ok: true, found: { certificates: [pem('CERTIFICATE', 'MIIAAf8=')], key: null } });
});

it.each([
  ['a request', file('relay.csr', pem('CERTIFICATE REQUEST')), /"relay\.csr" is a request/],
  ['something else', file('holiday.jpg', 'GIF'), /"holiday\.jpg" has neither a certificate nor a private key/],
  ['what is far too large', file('disk.iso', new Uint8Array(1_000_001)), /larger than 1 MB/],
])('refuses %s, by its name', async (_, wrong, message) => {
  expect(await readPemFiles([file('a.crt', certificate), wrong])).toEqual({
    ok: false,
    message: expect.stringMatching(message),
  });
});

it('adds to what stands there, and nothing twice', () => {
  expect(withCertificates('', [certificate, certificate])).toBe(certificate);
  expect(withCertificates(`${certificate.replaceAll('\n', '\r\n')}\r\n`, [certificate, issuer])).toContain('BBBB');
  expect(withCertificates(certificate, [certificate])).toBe(certificate);
});

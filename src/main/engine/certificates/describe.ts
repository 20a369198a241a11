import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import type { X509Certificate as ParsedCertificate } from '@peculiar/x509';
import type { Certificate } from '../../../shared/contract/certificate.ts';
import { parseSubjectAltNames } from './subjectAltNames.ts';
import { x509 } from './x509Library.ts';

/** A certificate as the app shows it. @throws what the parsers throw for DER that is no certificate. */
export function describeCertificate(der: Buffer): Certificate {
  const certificate = new X509Certificate(der);
  const parsed = new (x509().X509Certificate)(certificate.raw);
  const { subjectName } = parsed;
  const field = (name: string): string | null => subjectName.getField(name)[0] ?? null;
  const location = ['C', 'ST', 'L'].flatMap((name) => subjectName.getField(name).map((value) => `${name}=${value}`));
  return {
    commonName: field('CN'),
    subjectAltNames: parseSubjectAltNames(certificate.subjectAltName).map(({ value }) => value),
    organization: field('O'),
    location: location.length > 0 ? location.join(', ') : null,
    serialNumber: withColons(certificate.serialNumber.toLowerCase()),
    signatureAlgorithm: signatureAlgorithmOf(parsed),
    issuer: issuerOf(certificate),
    notBefore: parsed.notBefore.toISOString(),
    notAfter: parsed.notAfter.toISOString(),
    key: describeKey(certificate.publicKey),
    sha256: certificate.fingerprint256,
    spkiPin: spkiPinOf(certificate.publicKey),
    pem: certificate.toString(),
  };
}

/** Base64 of SHA-256 over the SubjectPublicKeyInfo (RFC 7469 §2.4). */
export function spkiPinOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** What a signature is made with, as WebCrypto names it: `{ name: 'ECDSA', hash: 'SHA-256' }`. */
export function signatureOf(certificate: ParsedCertificate): { name: string; hash: string | null } {
  const { name, hash } = certificate.signatureAlgorithm;
  const oldHash = oldRsaSignatures[name];
  if (oldHash !== undefined) return { name: 'RSASSA-PKCS1-v1_5', hash: oldHash };
  return { name, hash: hash?.name ?? null };
}

/** What WebCrypto has no name for any more, so that the parser gives the OID: the hash of each. */
const oldRsaSignatures: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'MD2',
  '1.2.840.113549.1.1.3': 'MD4',
  '1.2.840.113549.1.1.4': 'MD5',
};

/** Node prints a line for each part, named and escaped as OpenSSL does it. It has no issuer where the name is empty. */
function issuerOf(certificate: X509Certificate): string {
  const printed: string | undefined = certificate.issuer;
  return (printed ?? '').split('\n').join(', ');
}

/** OpenSSL's long names, which admins know from other tools. */
function signatureAlgorithmOf(certificate: ParsedCertificate): string {
  const { name, hash } = signatureOf(certificate);
  const digest = hash?.replace('-', '') ?? '';
  if (name === 'RSASSA-PKCS1-v1_5') return `${digest.toLowerCase()}WithRSAEncryption`;
  if (name === 'ECDSA') return `ecdsa-with-${digest}`;
  if (name === 'RSA-PSS') return digest === '' ? 'rsassaPss' : `rsassaPss ${digest.toLowerCase()}`;
  // The parser's words for the two curves that RFC 8410 names.
  if (name === 'EdDSA') return 'ED448';
  return name === 'Ed25519' ? 'ED25519' : name;
}

function describeKey(key: KeyObject): string {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return `RSA ${details?.modulusLength ?? ''}`.trim();
    case 'rsa-pss':
      return `RSA-PSS ${details?.modulusLength ?? ''}`.trim();
    case 'ec':
      return `EC ${details?.namedCurve ?? ''}`.trim();
    case undefined:
      return 'unknown';
    default:
      return key.asymmetricKeyType.toUpperCase();
  }
}

/** `42:05:5f`: whole octets, as every other tool prints it. */
function withColons(hex: string): string {
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return even.match(/../g)?.join(':') ?? '';
}

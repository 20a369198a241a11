import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { pemFields, refusal } from './refusals.ts';

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const keyBlock = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/;
const maxCertificates = 50;

/** Every certificate of a bundle, as it stands there. @throws {ContractError} for `pem.certificates` */
export function readPemCertificates(text: string): X509Certificate[] {
  const blocks = text.match(certificateBlock) ?? [];
  if (blocks.length === 0) throw refusal(pemFields.certificates, whyNoCertificate(text));
  if (blocks.length > maxCertificates) {
    throw refusal(pemFields.certificates, `There are ${blocks.length} certificates in it. A chain has a few.`);
  }
  return blocks.map((block, index) => {
    try {
      return parseCertificate(block);
    } catch {
      throw refusal(pemFields.certificates, `Certificate ${index + 1} of ${blocks.length} cannot be read.`);
    }
  });
}

/** @throws for what does not read, and for a kind of key that the TLS library at hand does not know. */
export function parseCertificate(encoded: string | Buffer): X509Certificate {
  const certificate = new X509Certificate(encoded);
  if (certificate.publicKey.asymmetricKeyType === undefined) throw new Error('The kind of its key is unknown.');
  return certificate;
}

/** The first private key in `text`; null where there is none. @throws {ContractError} for `pem.key` or `pem.password` */
export function readPemKey(text: string, password: string | undefined): KeyObject | null {
  const [block, label] = keyBlock.exec(text) ?? [];
  if (block === undefined) return null;
  const isEncrypted = label === 'ENCRYPTED PRIVATE KEY' || block.includes('Proc-Type: 4,ENCRYPTED');
  if (!isEncrypted) return openKey(block, undefined);
  if (!password) throw refusal(pemFields.password, 'The key is encrypted. Enter its password.');
  return openKey(block, password);
}

/** The key as the admin gave it. @throws {ContractError} */
export function requirePemKey(text: string, password: string | undefined): KeyObject {
  const key = readPemKey(text, password);
  if (key) return key;
  const message = text.includes('BEGIN OPENSSH PRIVATE KEY')
    ? 'This is a key for SSH. A private key for TLS begins with BEGIN PRIVATE KEY.'
    : 'There is no private key in PEM form. It begins with BEGIN PRIVATE KEY.';
  throw refusal(pemFields.key, message);
}

function openKey(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
  } catch {
    throw passphrase === undefined
      ? refusal(pemFields.key, 'The private key cannot be read.')
      : refusal(pemFields.password, 'The password does not open the key.');
  }
}

function whyNoCertificate(text: string): string {
  if (/BEGIN (?:NEW )?CERTIFICATE REQUEST/.test(text)) {
    return 'This is a request (CSR). Import the certificate that the authority made from it.';
  }
  if (text.includes('BEGIN PKCS7')) return 'This is PKCS #7. Ask the authority for PEM, or convert it to PEM.';
  if (keyBlock.test(text)) return 'There is a private key in it, but no certificate.';
  return 'There is no certificate in PEM form. It begins with BEGIN CERTIFICATE.';
}

import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** A key and its certificate, ready for Node's TLS. All PEM. */
export interface IssuedCertificate {
  key: string;
  /** The certificate, followed by the intermediate that issued it, if any. */
  cert: string;
  /** Base64 of SHA-256 over the SubjectPublicKeyInfo, as `pins` of a rule wants it. */
  spkiPin: string;
}

export interface SelfSignedOptions {
  /** DNS names or addresses for the subjectAltName; the first one is also the common name. */
  names: readonly string[];
  /** The common name, where it is to be another. */
  commonName?: string;
  /** Defaults to 30 days ago. */
  notBefore?: Date;
  /** Defaults to a year from now. */
  notAfter?: Date;
  /** Defaults to `ec`, P-256. RSA 1024 is what no client should take. */
  keyType?: KeyType;
}

export interface IssueOptions extends SelfSignedOptions {
  /** Defaults to the root. */
  issuer?: Authority;
}

export type KeyType = 'ec' | 'rsa-2048' | 'rsa-1024';

/** Something that signs: the root, or an intermediate. */
export interface Authority {
  certificate: x509.X509Certificate;
  keys: CryptoKeyPair;
  /** PEM of what a server has to send along; empty for the root. */
  chain: string;
}

/** A throwaway certificate authority. Nothing but the tests and the demo trusts it. */
export interface Ca {
  root: Authority;
  rootPem: string;
  issue(options: IssueOptions): Promise<IssuedCertificate>;
  selfSigned(options: SelfSignedOptions): Promise<IssuedCertificate>;
  intermediate(name: string): Promise<Authority>;
}

const dayMs = 24 * 60 * 60 * 1000;
const signing = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Makes a root, ECDSA P-256, valid five years around `now` (epoch milliseconds). */
export async function createCa(name = 'Sealpost Lab Root', now: number = Date.now()): Promise<Ca> {
  x509.cryptoProvider.set(crypto);
  const leafValidity = { notBefore: new Date(now - 30 * dayMs), notAfter: new Date(now + 365 * dayMs) };
  const authorityValidity = { notBefore: new Date(now - 5 * 365 * dayMs), notAfter: new Date(now + 5 * 365 * dayMs) };
  const authorityName = (commonName: string) => `CN=${commonName}, O=Sealpost Lab, C=GB`;

  const rootKeys = await generateKeys('ec');
  const rootCertificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: authorityName(name),
    keys: rootKeys,
    signingAlgorithm: signing,
    extensions: await authorityExtensions(rootKeys),
    ...authorityValidity,
  });
  const root: Authority = { certificate: rootCertificate, keys: rootKeys, chain: '' };

  return {
    root,
    rootPem: toPem(rootCertificate),
    async issue(options) {
      const { issuer = root, notBefore = leafValidity.notBefore, notAfter = leafValidity.notAfter } = options;
      const keys = await generateKeys(options.keyType ?? 'ec');
      const certificate = await x509.X509CertificateGenerator.create({
        subject: subjectOf(options),
        issuer: issuer.certificate.subject,
        publicKey: keys.publicKey,
        signingKey: issuer.keys.privateKey,
        signingAlgorithm: signing,
        extensions: await leafExtensions(keys, options.names, issuer),
        notBefore,
        notAfter,
      });
      return toIssued(certificate, keys, issuer.chain);
    },
    async selfSigned(options) {
      const { notBefore = leafValidity.notBefore, notAfter = leafValidity.notAfter, keyType = 'ec' } = options;
      const keys = await generateKeys(keyType);
      const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        name: subjectOf(options),
        keys,
        signingAlgorithm: keyType === 'ec' ? signing : rsaAlgorithm(keyType),
        extensions: await leafExtensions(keys, options.names, null),
        notBefore,
        notAfter,
      });
      return toIssued(certificate, keys, '');
    },
    async intermediate(intermediateName) {
      const keys = await generateKeys('ec');
      const certificate = await x509.X509CertificateGenerator.create({
        subject: authorityName(intermediateName),
        issuer: rootCertificate.subject,
        publicKey: keys.publicKey,
        signingKey: rootKeys.privateKey,
        signingAlgorithm: signing,
        extensions: await authorityExtensions(keys),
        ...authorityValidity,
      });
      return { certificate, keys, chain: toPem(certificate) };
    },
  };
}

function rsaAlgorithm(keyType: 'rsa-2048' | 'rsa-1024') {
  const modulusLength = keyType === 'rsa-2048' ? 2048 : 1024;
  return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent: new Uint8Array([1, 0, 1]) };
}

async function generateKeys(keyType: KeyType): Promise<CryptoKeyPair> {
  if (keyType === 'ec') {
    return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  }
  return crypto.subtle.generateKey(rsaAlgorithm(keyType), true, ['sign', 'verify']);
}

function subjectOf({ names, commonName = names[0] ?? 'nobody' }: SelfSignedOptions): string {
  return `CN=${commonName}, O=Sealpost Lab, L=Abingdon, C=GB`;
}

async function authorityExtensions(keys: CryptoKeyPair): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
  ];
}

async function leafExtensions(
  keys: CryptoKeyPair,
  names: readonly string[],
  issuer: Authority | null,
): Promise<x509.Extension[]> {
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    // Key encipherment is for RSA key exchange, which the kRSA cipher profile asks for.
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
  ];
  if (names.length > 0) {
    const altNames: x509.JsonGeneralNames = names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }));
    extensions.push(new x509.SubjectAlternativeNameExtension(altNames));
  }
  if (issuer) extensions.push(await x509.AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey));
  return extensions;
}

async function toIssued(
  certificate: x509.X509Certificate,
  keys: CryptoKeyPair,
  chain: string,
): Promise<IssuedCertificate> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  const spki = await crypto.subtle.exportKey('spki', keys.publicKey);
  return {
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    cert: `${toPem(certificate)}${chain}`,
    spkiPin: createHash('sha256').update(Buffer.from(spki)).digest('base64'),
  };
}

function toPem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

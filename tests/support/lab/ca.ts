import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A key and its certificate, ready for Node's TLS. All PEM. */
export interface IssuedCertificate {
  key: string;
  /** The certificate, followed by the intermediate that issued it, if any. */
  cert: string;
  /** Base64 of SHA-256 over the SubjectPublicKeyInfo, as `pins` of a rule wants it. */
  spkiPin: string;
}

export interface IssueOptions {
  /** DNS names, or addresses, of the subjectAltName; the first one is also the common name. */
  names: readonly string[];
  /** Defaults to 30 days ago. */
  notBefore?: Date;
  /** Defaults to a year from now. */
  notAfter?: Date;
  /** Defaults to the root. */
  issuer?: Authority;
}

/** Something that signs: the root, or an intermediate. */
export interface Authority {
  name: string;
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
  selfSigned(options: Omit<IssueOptions, 'issuer'>): Promise<IssuedCertificate>;
  intermediate(name: string): Promise<Authority>;
}

const dayMs = 24 * 60 * 60 * 1000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Makes a root, ECDSA P-256, valid for ten years around `now` (epoch milliseconds). */
export async function createCa(name = 'Sealpost Lab Root', now: number = Date.now()): Promise<Ca> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const validity = { notBefore: new Date(now - 30 * dayMs), notAfter: new Date(now + 365 * dayMs) };
  const authorityValidity = { notBefore: new Date(now - 5 * 365 * dayMs), notAfter: new Date(now + 5 * 365 * dayMs) };

  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}, O=Sealpost Lab, C=GB`,
    keys,
    signingAlgorithm: algorithm,
    extensions: await authorityExtensions(keys),
    ...authorityValidity,
  });
  const root: Authority = { name, certificate, keys, chain: '' };

  return {
    root,
    rootPem: pem(certificate),
    async issue({ names, issuer = root, ...dates }) {
      const leafKeys = await generateKeys();
      const leaf = await x509.X509CertificateGenerator.create({
        subject: subjectOf(names),
        issuer: issuer.certificate.subject,
        publicKey: leafKeys.publicKey,
        signingKey: issuer.keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: await leafExtensions(leafKeys, names, issuer),
        ...validity,
        ...dates,
      });
      return export_(leaf, leafKeys, issuer.chain);
    },
    async selfSigned({ names, ...dates }) {
      const leafKeys = await generateKeys();
      const leaf = await x509.X509CertificateGenerator.createSelfSigned({
        name: subjectOf(names),
        keys: leafKeys,
        signingAlgorithm: algorithm,
        extensions: await leafExtensions(leafKeys, names, null),
        ...validity,
        ...dates,
      });
      return export_(leaf, leafKeys, '');
    },
    async intermediate(intermediateName) {
      const intermediateKeys = await generateKeys();
      const intermediate = await x509.X509CertificateGenerator.create({
        subject: `CN=${intermediateName}, O=Sealpost Lab, C=GB`,
        issuer: certificate.subject,
        publicKey: intermediateKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
        extensions: await authorityExtensions(intermediateKeys),
        ...authorityValidity,
      });
      return { name: intermediateName, certificate: intermediate, keys: intermediateKeys, chain: pem(intermediate) };
    },
  };
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
}

function subjectOf(names: readonly string[]): string {
  return `CN=${names[0] ?? 'nobody'}, O=Sealpost Lab, L=Abingdon, C=GB`;
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
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(
      names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const), value })),
    ),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
  ];
  if (issuer) extensions.push(await x509.AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey));
  return extensions;
}

async function export_(
  certificate: x509.X509Certificate,
  keys: CryptoKeyPair,
  chain: string,
): Promise<IssuedCertificate> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const spki = await webcrypto.subtle.exportKey('spki', keys.publicKey);
  return {
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    cert: `${pem(certificate)}${chain}`,
    spkiPin: createHash('sha256').update(Buffer.from(spki)).digest('base64'),
  };
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type CertificateOptions, makeCertificate, nameOf } from './certificateDer.ts';

/**
 * Issues certificates that no authority would: MD5 signatures, NUL in names, forbidden wildcards. The lab's `Ca` issues
 * the decent ones; its library refuses these.
 */

export type KeyKind = 'p256' | 'p384' | 'p521' | 'rsa-2048' | 'rsa-1024' | 'rsa-pss' | 'ed25519';

export interface ForgeOptions extends CertificateOptions {
  /** P-256 by default. */
  key?: KeyKind;
}

/** What signs: a root or an intermediate. */
export interface Authority {
  name: Buffer;
  privateKey: KeyObject;
  /** Its own certificate. */
  pem: string;
  /** What a server sends along so that clients find the root; empty for a root. */
  chain: string;
}

export interface Issued {
  key: string;
  /** The certificate alone. */
  leaf: string;
  /** The certificate and its issuers, as a good server sends them. */
  cert: string;
  /** Base64 of SHA-256 over the SubjectPublicKeyInfo. */
  spkiPin: string;
}

export function makeRoot(commonName: string, options: ForgeOptions = {}): Authority {
  const { publicKey, privateKey } = makeKeys(options.key);
  const name = nameOf(commonName);
  const pem = makeCertificate(publicKey, { name, privateKey }, authorityOptions(commonName, options));
  return { name, privateKey, pem, chain: '' };
}

export function makeIntermediate(issuer: Authority, commonName: string, options: ForgeOptions = {}): Authority {
  const { publicKey, privateKey } = makeKeys(options.key);
  const pem = makeCertificate(publicKey, issuer, authorityOptions(commonName, options));
  return { name: nameOf(commonName), privateKey, pem, chain: `${pem}${issuer.chain}` };
}

/** The same authority, by name and key, vouched for by another one. */
export function crossSign(subject: Authority, commonName: string, issuer: Authority): Authority {
  const pem = makeCertificate(createPublicKey(subject.privateKey), issuer, authorityOptions(commonName, {}));
  return { ...subject, pem, chain: `${pem}${issuer.chain}` };
}

export function issue(issuer: Authority, options: ForgeOptions): Issued {
  const keys = makeKeys(options.key);
  return toIssued(keys, makeCertificate(keys.publicKey, issuer, options), issuer.chain);
}

export function selfSign(commonName: string, options: ForgeOptions = {}): Issued {
  const keys = makeKeys(options.key);
  const issuer = { name: nameOf(commonName), privateKey: keys.privateKey };
  return toIssued(
    keys,
    makeCertificate(keys.publicKey, issuer, { altNames: [commonName], ...options, commonName }),
    '',
  );
}

function authorityOptions(commonName: string, options: CertificateOptions): CertificateOptions {
  return { isAuthority: true, extendedKeyUsage: [], validUntil: 3650, ...options, commonName };
}

interface Keys {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

function toIssued({ publicKey, privateKey }: Keys, leaf: string, chain: string): Issued {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    leaf,
    cert: `${leaf}${chain}`,
    spkiPin: createHash('sha256').update(spki).digest('base64'),
  };
}

function makeKeys(kind: KeyKind = 'p256'): Keys {
  switch (kind) {
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'p521':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
    case 'rsa-2048':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    case 'rsa-1024':
      return generateKeyPairSync('rsa', { modulusLength: 1024 });
    case 'rsa-pss':
      return generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  }
}

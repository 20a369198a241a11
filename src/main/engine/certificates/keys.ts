import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto';
import type { KeyType } from '../../../shared/contract/ownCertificate.ts';

/** A key pair and what it signs with, as WebCrypto wants both. */
export interface SigningKeys {
  pair: CryptoKeyPair;
  algorithm: SigningAlgorithm;
}

type SigningAlgorithm = { name: 'Ed25519' } | RsaAlgorithm | EcAlgorithm;
interface RsaAlgorithm {
  name: 'RSASSA-PKCS1-v1_5';
  hash: 'SHA-256';
}
interface EcAlgorithm {
  name: 'ECDSA';
  namedCurve: 'P-256' | 'P-384' | 'P-521';
  hash: 'SHA-256' | 'SHA-384' | 'SHA-512';
}

const p256: EcAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const p384: EcAlgorithm = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' };
const p521: EcAlgorithm = { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' };
const rsa: RsaAlgorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

const rsaBits: Partial<Record<KeyType, number>> = { 'rsa-2048': 2048, 'rsa-3072': 3072, 'rsa-4096': 4096 };

/** Makes a new key pair. RSA 4096 takes a few seconds, beside the event loop. */
export async function generateKeys(keyType: KeyType): Promise<SigningKeys> {
  const modulusLength = rsaBits[keyType];
  if (modulusLength !== undefined) {
    const parameters = { ...rsa, modulusLength, publicExponent: new Uint8Array([1, 0, 1]) };
    return { pair: await crypto.subtle.generateKey(parameters, true, ['sign', 'verify']), algorithm: rsa };
  }
  const algorithm = keyType === 'ec-p384' ? p384 : p256;
  return { pair: await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']), algorithm };
}

/** Null for a kind of key that certificates are not signed with here: RSA-PSS, DSA, curves that WebCrypto lacks. */
export async function importKeys(pem: string): Promise<SigningKeys | null> {
  const key = createPrivateKey(pem);
  const algorithm = algorithmOf(key);
  if (algorithm === null) return null;
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']),
    crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
  ]);
  return { pair: { privateKey, publicKey }, algorithm };
}

/** PKCS #8 in PEM, not encrypted. */
export function exportKey({ pair }: SigningKeys): string {
  return exportPem(KeyObject.from(pair.privateKey));
}

export function exportPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function algorithmOf(key: KeyObject): SigningAlgorithm | null {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return rsa;
    case 'ed25519':
      return { name: 'Ed25519' };
    case 'ec':
      return curves[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? null;
    default:
      return null;
  }
}

const curves: Readonly<Record<string, EcAlgorithm>> = { prime256v1: p256, secp384r1: p384, secp521r1: p521 };

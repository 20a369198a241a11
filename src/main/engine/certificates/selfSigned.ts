import 'reflect-metadata';
import { createPrivateKey } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { TlsIdentity } from '../intake/types.ts';

/** How certificates that we made ourselves are told from those an admin brought. */
export const ownOrganization = 'Sealpost';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 24 * 60 * 60 * 1000;
/** Whoever reaches us checks no chain, so a long life does no harm; two years is what people expect to see. */
const lifeMs = 2 * 365 * dayMs;
/** For peers whose clock is behind ours. */
const backdatedMs = dayMs;

export interface SelfSignedInput {
  /** Our name in greeting and EHLO; stands in the subject and, with `localhost`, in the SAN. */
  hostname: string;
  /** Epoch milliseconds. */
  now: number;
  /** PEM of an ECDSA P-256 key to keep; without it a new one is made. */
  key?: string;
}

/** Makes an ECDSA P-256 certificate signed by itself, valid for two years from `now`. */
export async function createSelfSigned({ hostname, now, key }: SelfSignedInput): Promise<TlsIdentity> {
  const keys = key === undefined ? await generateKeys() : await importKeys(key);
  const names = [...new Set([hostname, 'localhost'])];
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [hostname.slice(0, 64)] }, { O: [ownOrganization] }],
    notBefore: new Date(now - backdatedMs),
    notAfter: new Date(now + lifeMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`, cert: `${certificate.toString('pem')}\n` };
}

function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

async function importKeys(pem: string): Promise<CryptoKeyPair> {
  const key = createPrivateKey(pem);
  const { d, ...publicJwk } = key.export({ format: 'jwk' });
  return {
    privateKey: await crypto.subtle.importKey('jwk', { ...publicJwk, d: d ?? '' }, algorithm, true, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', publicJwk, algorithm, true, ['verify']),
  };
}

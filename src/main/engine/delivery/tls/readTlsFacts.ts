import type { KeyObject, X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { signatureOf, spkiPinOf } from '../../certificates/describe.ts';
import { parseSubjectAltNames } from '../../certificates/subjectAltNames.ts';
import { x509 } from '../../certificates/x509Library.ts';
import type { LeafFacts, TlsFacts } from './tlsFacts.ts';

/** Longer chains than this are nobody's. */
const maxChainLength = 10;

/** Takes from a finished handshake what the decisions need. The socket must have been opened without session reuse. */
export function readTlsFacts(socket: TLSSocket): TlsFacts {
  const chain = readChain(socket);
  const leaf = chain[0];
  // Typed as an Error, but Node puts the code there.
  const error: unknown = socket.authorizationError;
  const verifyError = error instanceof Error ? error.message : typeof error === 'string' ? error : null;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.name ?? 'NULL',
    leaf: leaf ? factsOf(leaf).leaf : null,
    chainError: verifyError ?? (socket.authorized ? null : 'UNSPECIFIED'),
    weakChain: chain.some((certificate) => factsOf(certificate).weak),
    chain: chain.map(({ raw }) => raw),
  };
}

/** What a certificate says does not change, and the same few come with every handshake: each is read once. */
interface CertificateFacts {
  leaf: LeafFacts;
  weak: boolean;
}

const maxKnown = 1000;
const known = new Map<string, CertificateFacts>();

function factsOf(certificate: X509Certificate): CertificateFacts {
  const { fingerprint256 } = certificate;
  const found = known.get(fingerprint256);
  if (found) return found;
  if (known.size >= maxKnown) known.clear();
  const facts = { leaf: readLeaf(certificate), weak: isWeak(certificate) };
  known.set(fingerprint256, facts);
  return facts;
}

function readChain(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next && chain.length < maxChainLength) {
    const { fingerprint256 } = next;
    if (chain.some((known) => known.fingerprint256 === fingerprint256)) break;
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

function readLeaf(certificate: X509Certificate): LeafFacts {
  const names = parseSubjectAltNames(certificate.subjectAltName);
  const valuesOf = (wanted: string) => names.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  return {
    dnsNames: valuesOf('DNS'),
    ipAddresses: valuesOf('IP Address'),
    spkiPin: orNull(() => spkiPinOf(certificate.publicKey)),
  };
}

/**
 * RSA below 2048 bits, curves below 224, or a SHA-1 or MD5 signature (NIST SP 800-57). OpenSSL refuses these by itself;
 * BoringSSL does not. What cannot be read is weak. A root's signature over itself says nothing.
 */
export function isWeak(certificate: X509Certificate): boolean {
  if (orNull(() => isWeakKey(certificate.publicKey)) ?? true) return true;
  if (certificate.subject === certificate.issuer) return false;
  return orNull(() => isWeakHash(signatureOf(new (x509().X509Certificate)(certificate.raw)).hash)) ?? true;
}

const weakCurves = new Set(['secp112r1', 'secp112r2', 'secp128r1', 'secp160k1', 'secp160r1', 'prime192v1']);

function isWeakKey(key: KeyObject): boolean {
  const details = key.asymmetricKeyDetails;
  if (details?.modulusLength !== undefined) return details.modulusLength < 2048;
  return details?.namedCurve !== undefined && weakCurves.has(details.namedCurve);
}

function isWeakHash(hash: string | null): boolean {
  return hash === 'SHA-1' || hash === 'MD5' || hash === 'MD4' || hash === 'MD2';
}

function orNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

import type { KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { TlsIdentity } from '../intake/types.ts';
import { describeCertificate } from './describe.ts';
import { exportPem } from './keys.ts';
import { type ImportFields, refusal } from './refusals.ts';
import { isSelfSigned } from './selfSigned.ts';

export interface Candidates {
  certificates: readonly X509Certificate[];
  /** The first that has a certificate is taken. */
  keys: readonly KeyObject[];
  fields: ImportFields;
  /** Epoch milliseconds. */
  now: number;
}

const minRsaBits = 2048;
const curves = ['prime256v1', 'secp384r1', 'secp521r1'];
const serverAuth = '1.3.6.1.5.5.7.3.1';
const anyUsage = '2.5.29.37.0';
const weakSignature = /^(md2|md4|md5|sha1)|with-SHA1$|sha1$/i;

/**
 * Chooses key and certificate, puts the chain in order and drops what does not belong to it, and makes sure that a
 * listener can show it. @throws {ContractError} that names what is wrong, and the field
 */
export function checkPair({ certificates, keys, fields, now }: Candidates): TlsIdentity {
  for (const key of keys) {
    const matching = certificates.filter((certificate) => certificate.checkPrivateKey(key));
    // A renewed certificate may stand beside the old one of the same key.
    const [leaf] = matching.toSorted(
      (a, b) => Number(isInDate(b, now)) - Number(isInDate(a, now)) || endOf(b) - endOf(a),
    );
    if (!leaf) continue;
    refuseUnfitKey(key, fields);
    refuseUnfitCertificate(leaf, fields, now);
    const chain = orderChain(leaf, certificates, now);
    const identity = { key: exportPem(key), cert: chain.map((certificate) => certificate.toString()).join('') };
    refuseWhatTlsCannotUse(identity, fields);
    return identity;
  }
  throw refusal(fields.key, 'The key and the certificate do not belong together.', 'conflict');
}

/** The leaf, then the issuer of each, as far as they are there and in date. */
export function orderChain(leaf: X509Certificate, others: readonly X509Certificate[], now: number): X509Certificate[] {
  const chain = [leaf];
  for (let last = leaf; !isSelfSigned(last); ) {
    const [issuer] = others
      .filter(
        (each) => isInDate(each, now) && isIssuedBy(last, each) && !chain.some((known) => known.raw.equals(each.raw)),
      )
      .toSorted((a, b) => endOf(b) - endOf(a));
    if (!issuer) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

/** By name and by signature. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function refuseUnfitKey(key: KeyObject, fields: ImportFields): void {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss': {
      const bits = details?.modulusLength ?? 0;
      if (bits >= minRsaBits) return;
      throw refusal(fields.key, `The key is too weak: RSA with ${bits} bits. At least ${minRsaBits} are needed.`);
    }
    case 'ec':
      if (curves.includes(details?.namedCurve ?? '')) return;
      throw refusal(
        fields.key,
        `Keys on the curve ${details?.namedCurve ?? 'unknown'} are not for TLS. Use P-256 or P-384.`,
      );
    case 'ed25519':
      return;
    default:
      throw refusal(
        fields.key,
        `A key of the kind ${key.asymmetricKeyType ?? 'unknown'} is not for TLS. Use ECDSA or RSA.`,
      );
  }
}

function refuseUnfitCertificate(leaf: X509Certificate, fields: ImportFields, now: number): void {
  if (endOf(leaf) <= now)
    throw refusal(fields.certificates, `The certificate has expired, on ${timeOf(leaf.validTo)}.`);
  if (Date.parse(leaf.validFrom) > now) {
    throw refusal(fields.certificates, `The certificate is not valid yet, only from ${timeOf(leaf.validFrom)} on.`);
  }
  // `openssl req -x509` marks what signs itself as an authority: with names in it, it is a server's all the same.
  const isServers = leaf.subjectAltName !== undefined && isSelfSigned(leaf);
  if (leaf.ca && !isServers) {
    throw refusal(fields.certificates, 'This is the certificate of an authority (CA), not of a server.');
  }
  const usages: readonly string[] | undefined = leaf.keyUsage;
  if (usages && usages.length > 0 && !usages.includes(serverAuth) && !usages.includes(anyUsage)) {
    throw refusal(fields.certificates, 'The certificate is not for servers: its extended key usage lacks serverAuth.');
  }
  const { signatureAlgorithm } = describeCertificate(leaf.raw);
  if (weakSignature.test(signatureAlgorithm) && !isSelfSigned(leaf)) {
    throw refusal(
      fields.certificates,
      `The certificate is signed with ${signatureAlgorithm}, which nobody trusts any more.`,
    );
  }
}

/** The last word is the TLS library's, which is not the same everywhere. */
function refuseWhatTlsCannotUse({ key, cert }: TlsIdentity, fields: ImportFields): void {
  try {
    createSecureContext({ key, cert, minVersion: 'TLSv1.2' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refusal(fields.certificates, `The TLS library does not take it: ${reason}`);
  }
}

function isInDate(certificate: X509Certificate, now: number): boolean {
  return Date.parse(certificate.validFrom) <= now && now < endOf(certificate);
}

function endOf({ validTo }: X509Certificate): number {
  return Date.parse(validTo);
}

/** `2026-11-22 16:04 UTC`: an authority whose clock is ahead of ours makes a difference of minutes. */
function timeOf(printed: string): string {
  return `${new Date(printed).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

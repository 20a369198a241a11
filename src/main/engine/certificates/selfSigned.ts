import { X509Certificate } from 'node:crypto';
import type { Extension, JsonName } from '@peculiar/x509';
import type { TlsIdentity } from '../intake/types.ts';
import { exportKey, generateKeys, importKeys, type SigningKeys } from './keys.ts';
import { type Subject, serverExtensions, subjectName } from './subject.ts';
import { parseSubjectAltNames } from './subjectAltNames.ts';
import { x509 } from './x509Library.ts';

/** How the certificate of the first start is told from those an admin made or brought. */
const ownOrganization = 'Sealpost';

/** Netscape's comment (2.16.840.1.113730.1.13), an IA5String that says who made what an admin generated here. */
const commentOid = '2.16.840.1.113730.1.13';
const comment = Buffer.from('\x16\x10Made by Sealpost', 'latin1');
/** The same as it stands in a certificate, DER: found without the library, which no start should wait for. */
const encodedComment = Buffer.concat([Buffer.from('06096086480186f842010d0412', 'hex'), comment]);

const dayMs = 24 * 60 * 60 * 1000;
/** Whoever reaches us checks no chain, so a long life does no harm; two years is what people expect to see. */
const lifeDays = 2 * 365;
/** For peers whose clock is behind ours. */
const backdatedMs = dayMs;
const maxRenewBeforeMs = 30 * dayMs;

export interface SelfSignedInput {
  /** Our name in greeting and EHLO; stands in the subject and, with `localhost`, in the SAN. */
  hostname: string;
  /** Epoch milliseconds. */
  now: number;
  /** PEM of a key to keep; without it a new one, EC P-256, is made. */
  key?: string;
}

/** Makes the certificate of a first start: signed by itself, valid for two years from `now`. */
export async function createSelfSigned({ hostname, now, key }: SelfSignedInput): Promise<TlsIdentity> {
  const keys = key === undefined ? await generateKeys('ec-p256') : await importOwnKeys(key);
  const names = [...new Set([hostname, 'localhost'])];
  const cert = await sign(keys, {
    name: [{ CN: [hostname.slice(0, 64)] }, { O: [ownOrganization] }],
    notBefore: now - backdatedMs,
    notAfter: now + lifeDays * dayMs,
    extensions: await serverExtensions(names, keys.pair.publicKey),
  });
  return { key: key ?? exportKey(keys), cert };
}

/** Makes a certificate as the admin wants it, signed by itself, valid for `validDays` from `now`. */
export async function generateSelfSigned(
  keys: SigningKeys,
  subject: Subject,
  validDays: number,
  now: number,
): Promise<TlsIdentity> {
  const cert = await sign(keys, {
    name: subjectName(subject),
    notBefore: now - backdatedMs,
    notAfter: now + validDays * dayMs,
    extensions: [...(await serverExtensions(subject.names, keys.pair.publicKey)), madeHereMark()],
  });
  return { key: exportKey(keys), cert };
}

/** The next certificate in place of one that we made: the same key, which peers may have pinned, and as long a life. */
export async function renewSelfSigned({ key, cert }: TlsIdentity, hostname: string, now: number): Promise<TlsIdentity> {
  if (originOf(cert) === 'created') return createSelfSigned({ hostname, now, key });
  const keys = await importOwnKeys(key);
  const old = new X509Certificate(cert);
  const names = parseSubjectAltNames(old.subjectAltName).map(({ value }) => value);
  const renewed = await sign(keys, {
    name: new (x509().X509Certificate)(old.raw).subjectName.toJSON(),
    notBefore: now - backdatedMs,
    notAfter: now - backdatedMs + lifeMsOf(old),
    extensions: [...(await serverExtensions(names, keys.pair.publicKey)), madeHereMark()],
  });
  return { key, cert: renewed };
}

/** Where a certificate of our own is from. Only those that were made here are renewed here. */
export function originOf(cert: string): 'created' | 'generated' | 'imported' {
  const certificate = new X509Certificate(cert);
  if (!isSelfSigned(certificate)) return 'imported';
  if (certificate.raw.includes(encodedComment)) return 'generated';
  const subject: string | undefined = certificate.subject;
  return subject?.split('\n').includes(`O=${ownOrganization}`) ? 'created' : 'imported';
}

/** By name and by signature, whatever it says of its use: servers' certificates do not sign others. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

/** True where it is time for `renewSelfSigned`: in its last 30 days, or the last third of a short life. */
export function isRenewalDue(cert: string, now: number): boolean {
  if (originOf(cert) === 'imported') return false;
  const certificate = new X509Certificate(cert);
  const leftMs = Date.parse(certificate.validTo) - now;
  return leftMs < Math.min(maxRenewBeforeMs, lifeMsOf(certificate) / 3);
}

interface Content {
  name: JsonName;
  /** Epoch milliseconds. */
  notBefore: number;
  notAfter: number;
  extensions: Extension[];
}

async function sign({ pair, algorithm }: SigningKeys, content: Content): Promise<string> {
  const certificate = await x509().X509CertificateGenerator.createSelfSigned({
    name: content.name,
    notBefore: new Date(content.notBefore),
    notAfter: new Date(content.notAfter),
    keys: pair,
    signingAlgorithm: algorithm,
    extensions: content.extensions,
  });
  return `${certificate.toString('pem')}\n`;
}

async function importOwnKeys(pem: string): Promise<SigningKeys> {
  const keys = await importKeys(pem);
  if (!keys) throw new Error('A key that we made ourselves is of a kind that we do not make.');
  return keys;
}

function lifeMsOf({ validFrom, validTo }: X509Certificate): number {
  return Date.parse(validTo) - Date.parse(validFrom);
}

function madeHereMark(): Extension {
  return new (x509().Extension)(commentOid, false, comment);
}

import { constants, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  integer,
  nothing,
  objectId,
  octetString,
  sequence,
  set,
  tagged,
  time,
  utf8String,
  yes,
} from './der.ts';

/** By the issuer's key. `pss` is RSA-PSS with SHA-256, by a plain RSA key. */
export type SignedWith = 'sha256' | 'sha384' | 'sha1' | 'md5' | 'pss';

/** A DNS name or an address as text, or octets under a tag of GeneralName (RFC 5280 §4.2.1.6). */
export type AltName = string | { tag: 'email' | 'dns' | 'uri'; octets: Buffer };

export interface CertificateOptions {
  /** Null leaves the subject empty. */
  commonName?: string | null;
  altNames?: readonly AltName[];
  signedWith?: SignedWith;
  /** In days from now. */
  validFrom?: number;
  validUntil?: number;
  isAuthority?: boolean;
  maxPathLength?: number;
  /** Object identifiers; empty leaves the extension out. */
  extendedKeyUsage?: readonly string[];
  /** Authorities: only names below this one. */
  permittedDnsName?: string;
  /** Marked critical, and known to nobody. */
  hasUnknownCriticalExtension?: boolean;
  hasBrokenSignature?: boolean;
}

export const serverAuth = '1.3.6.1.5.5.7.3.1';
export const clientAuth = '1.3.6.1.5.5.7.3.2';

const dayMs = 24 * 60 * 60 * 1000;

export function nameOf(commonName: string | null): Buffer {
  const attribute = (type: string, value: string) => set(sequence(objectId(type), utf8String(value)));
  return commonName === null
    ? sequence()
    : sequence(attribute('2.5.4.10', 'Sealpost Matrix'), attribute('2.5.4.3', commonName));
}

/** A certificate in PEM (RFC 5280 §4.1). */
export function makeCertificate(
  publicKey: KeyObject,
  issuer: { name: Buffer; privateKey: KeyObject },
  options: CertificateOptions,
): string {
  const { altNames = [], commonName = textOf(altNames[0]), signedWith = 'sha256' } = options;
  const algorithm = signatureAlgorithm(issuer.privateKey, signedWith);
  const day = (days: number) => time(new Date(Date.now() + days * dayMs));
  const toBeSigned = sequence(
    tagged(0, true, integer(Buffer.from([2]))),
    // Positive, and in the shortest form that DER allows.
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    issuer.name,
    sequence(day(options.validFrom ?? -30), day(options.validUntil ?? 365)),
    nameOf(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, true, sequence(...extensionsOf(options, altNames))),
  );
  const signature = signWith(issuer.privateKey, signedWith, toBeSigned);
  if (options.hasBrokenSignature)
    signature.writeUInt8(signature.readUInt8(signature.length - 1) ^ 1, signature.length - 1);
  const certificate = sequence(toBeSigned, algorithm, bitString(signature));
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function textOf(name: AltName | undefined): string | null {
  return typeof name === 'string' ? name : null;
}

function extensionsOf(options: CertificateOptions, altNames: readonly AltName[]): Buffer[] {
  const { isAuthority = false, extendedKeyUsage = [serverAuth], maxPathLength, permittedDnsName } = options;
  const extensions: Buffer[] = [];
  const add = (id: string, critical: boolean, value: Buffer) => {
    extensions.push(sequence(objectId(id), ...(critical ? [yes()] : []), octetString(value)));
  };
  const pathLength = maxPathLength === undefined ? [] : [integer(Buffer.from([maxPathLength]))];
  add('2.5.29.19', true, isAuthority ? sequence(yes(), ...pathLength) : sequence());
  // Of an authority keyCertSign and cRLSign, of a server digitalSignature and keyEncipherment, of one that is both most.
  const isServer = extendedKeyUsage.length > 0;
  const usage = isAuthority ? { bits: isServer ? 0x86 : 0x06, unused: 1 } : { bits: 0xa0, unused: 5 };
  add('2.5.29.15', true, bitString(Buffer.from([usage.bits]), usage.unused));
  if (extendedKeyUsage.length > 0) add('2.5.29.37', false, sequence(...extendedKeyUsage.map(objectId)));
  if (altNames.length > 0) add('2.5.29.17', options.commonName === null, sequence(...altNames.map(generalName)));
  if (permittedDnsName !== undefined) {
    add('2.5.29.30', true, sequence(tagged(0, true, sequence(generalName(permittedDnsName)))));
  }
  if (options.hasUnknownCriticalExtension) add('1.3.6.1.4.1.55555.1', true, nothing());
  return extensions;
}

const generalNameTags = { email: 1, dns: 2, uri: 6 };

function generalName(name: AltName): Buffer {
  if (typeof name !== 'string') return tagged(generalNameTags[name.tag], false, name.octets);
  return isIP(name) === 0 ? tagged(2, false, Buffer.from(name, 'utf8')) : tagged(7, false, addressOctets(name));
}

function addressOctets(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const octets = Buffer.alloc(16);
  groups(head).forEach((group, place) => {
    octets.writeUInt16BE(group, 2 * place);
  });
  groups(tail)
    .reverse()
    .forEach((group, place) => {
      octets.writeUInt16BE(group, 14 - 2 * place);
    });
  return octets;
}

const rsaIds: Record<Exclude<SignedWith, 'pss'>, string> = {
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha1: '1.2.840.113549.1.1.5',
  md5: '1.2.840.113549.1.1.4',
};
const ecdsaIds: Record<'sha256' | 'sha384' | 'sha1', string> = {
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha1: '1.2.840.10045.4.1',
};

function signatureAlgorithm(key: KeyObject, signedWith: SignedWith): Buffer {
  if (key.asymmetricKeyType === 'ed25519') return sequence(objectId('1.3.101.112'));
  if (key.asymmetricKeyType === 'ec') {
    if (signedWith === 'md5' || signedWith === 'pss') throw new Error(`ECDSA has no ${signedWith}.`);
    return sequence(objectId(ecdsaIds[signedWith]));
  }
  if (signedWith === 'pss') return pssAlgorithm();
  return sequence(objectId(rsaIds[signedWith]), nothing());
}

/** RFC 4055 §3.1: SHA-256, MGF1 with SHA-256, a salt of 32 octets. */
function pssAlgorithm(): Buffer {
  const sha256 = sequence(objectId('2.16.840.1.101.3.4.2.1'), nothing());
  const mask = sequence(objectId('1.2.840.113549.1.1.8'), sha256);
  return sequence(
    objectId('1.2.840.113549.1.1.10'),
    sequence(tagged(0, true, sha256), tagged(1, true, mask), tagged(2, true, integer(Buffer.from([32])))),
  );
}

function signWith(key: KeyObject, signedWith: SignedWith, data: Buffer): Buffer {
  if (key.asymmetricKeyType === 'ed25519') return sign(null, data, key);
  if (signedWith !== 'pss') return sign(signedWith, data, key);
  return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
}

import { createPrivateKey, type KeyObject, pbkdf2Sync, type X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { parseCertificate } from './readPem.ts';
import { pfxFields, refusal } from './refusals.ts';

/** What a PFX (PKCS #12, RFC 7292) holds, in no particular order. */
export interface PfxContent {
  keys: KeyObject[];
  certificates: X509Certificate[];
}

/** More takes longer than an admin waits, and is not seen in practice: Firefox writes 600,000, others 2,000 to 10,000. */
const maxIterations = 1_000_000;

class TooManyIterations extends Error {}

/**
 * The library's PBKDF2 is JavaScript, fifty times slower than Node's, and would hold the engine up. It also takes the
 * password's characters for octets; they are UTF-8 (RFC 8018 §3).
 */
Object.assign(forge.pkcs5, {
  pbkdf2(password: string, salt: string, iterations: number, keyLength: number, digest: { algorithm: string }) {
    if (iterations > maxIterations) throw new TooManyIterations();
    const saltOctets = Buffer.from(salt, 'latin1');
    return pbkdf2Sync(password, saltOctets, iterations, keyLength, digest.algorithm).toString('latin1');
  },
});

/**
 * Reads a PFX, as OpenSSL 3 (AES) or Windows (3DES, RC2) write it. Takes up to some seconds, with the event loop, where
 * the file asks for very many iterations. @throws {ContractError} for `pfx.data` or `pfx.password`
 */
export function readPfx(base64: string, password: string): PfxContent {
  const structure = parse(base64);
  const hasMac = Array.isArray(structure.value) && structure.value.length > 2;
  refuseSlowMac(structure);
  let bags: forge.pkcs12.Bag[];
  try {
    bags = forge.pkcs12.pkcs12FromAsn1(structure, false, password).safeContents.flatMap(({ safeBags }) => safeBags);
  } catch (error) {
    throw explain(error, hasMac);
  }
  const certificates = bags.filter(({ type }) => type === forge.pki.oids.certBag).map(readCertificate);
  const keys = bags
    .filter(({ type }) => type === forge.pki.oids.keyBag || type === forge.pki.oids.pkcs8ShroudedKeyBag)
    .map(readKey);
  if (keys.length === 0) throw refusal(pfxFields.key, 'There is no private key in it. Export it with its key.');
  if (certificates.length === 0) throw refusal(pfxFields.certificates, 'There is no certificate in it.');
  return { keys, certificates };
}

function parse(base64: string): forge.asn1.Asn1 {
  const isBase64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64);
  try {
    if (isBase64) return forge.asn1.fromDer(Buffer.from(base64, 'base64').toString('latin1'));
  } catch {
    // Said below.
  }
  throw refusal(pfxFields.certificates, 'This is not a PFX file, or it is damaged.');
}

/** Its key derivation (RFC 7292 appendix B) is the library's: the count is looked at before it runs. */
function refuseSlowMac({ value }: forge.asn1.Asn1): void {
  const macData = Array.isArray(value) ? value[2] : undefined;
  const iterations = Array.isArray(macData?.value) ? macData.value[2] : undefined;
  if (typeof iterations?.value !== 'string') return;
  if (Number.parseInt(Buffer.from(iterations.value, 'latin1').toString('hex'), 16) > maxIterations) {
    throw tooSlow();
  }
}

/** The library's words for what went wrong, in ours. */
function explain(error: unknown, hasMac: boolean): Error {
  if (error instanceof TooManyIterations) return tooSlow();
  const message = error instanceof Error ? error.message : '';
  if (/unsupported|only .* supported|not supported/i.test(message)) {
    return refusal(
      pfxFields.certificates,
      'It is protected in a way that cannot be read here. Export it with AES or TripleDES and a password.',
    );
  }
  if (/Not a PFX|Cannot read PKCS#12 PFX/i.test(message)) {
    return refusal(pfxFields.certificates, 'This is not a PFX file, or it is damaged.');
  }
  const isPassword = /could not be verified|unable to decrypt|failed to decrypt/i.test(message);
  if (isPassword) return refusal(pfxFields.password, 'The password does not open the file.');
  // Without a MAC a wrong password shows only in what comes out of the decryption.
  return hasMac
    ? refusal(pfxFields.certificates, 'The file is damaged.')
    : refusal(pfxFields.password, 'The password does not open the file, or the file is damaged.');
}

function tooSlow(): Error {
  return refusal(
    pfxFields.certificates,
    `Its protection asks for more than ${maxIterations.toLocaleString('en')} rounds. Export it again with fewer.`,
  );
}

function readCertificate(bag: forge.pkcs12.Bag): X509Certificate {
  try {
    return parseCertificate(toOctets(bag.cert ? certificateAsSigned(bag.cert) : bag.asn1));
  } catch {
    throw refusal(pfxFields.certificates, 'A certificate in it cannot be read.');
  }
}

/**
 * The library keeps what was signed, but writes the algorithm behind it anew, and RSASSA-PSS in another form: that one
 * is a copy of the algorithm inside (RFC 5280 §4.1.1.2).
 */
function certificateAsSigned(certificate: forge.pki.Certificate): forge.asn1.Asn1 {
  const whole = forge.pki.certificateToAsn1(certificate);
  const [signed, , signature] = childrenOf(whole);
  if (!signed || !signature) throw new Error('A certificate has three parts.');
  const algorithm = childrenOf(signed).find(
    ({ tagClass, type }) => tagClass === forge.asn1.Class.UNIVERSAL && type === forge.asn1.Type.SEQUENCE,
  );
  if (!algorithm) throw new Error('A certificate names the algorithm of its signature.');
  return { ...whole, value: [signed, algorithm, signature] };
}

function readKey(bag: forge.pkcs12.Bag): KeyObject {
  const { pki } = forge;
  try {
    const pkcs8 = bag.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(bag.key)) : bag.asn1;
    return createPrivateKey({ key: toOctets(pkcs8), format: 'der', type: 'pkcs8' });
  } catch {
    throw refusal(pfxFields.key, 'The private key in it cannot be read.');
  }
}

function childrenOf({ value }: forge.asn1.Asn1): forge.asn1.Asn1[] {
  return Array.isArray(value) ? value : [];
}

function toOctets(structure: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(structure).getBytes(), 'latin1');
}

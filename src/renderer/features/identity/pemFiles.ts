import { counted } from '../../ui/quantity.ts';
import { maxFileBytes } from './readFile.ts';

/** What stands in files that were chosen for an import: PEM blocks as they are, and certificates in DER form as PEM. */
export interface FoundInFiles {
  certificates: string[];
  /** Of the last file that has one. */
  key: string | null;
}

export type ReadFiles = { ok: true; found: FoundInFiles } | { ok: false; message: string };

const blocks = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** Reads the certificates and the key in the files. One that has neither is refused, with its name. */
export async function readPemFiles(files: readonly File[]): Promise<ReadFiles> {
  const found: FoundInFiles = { certificates: [], key: null };
  for (const file of files) {
    const refused = (why: string): ReadFiles => ({ ok: false, message: `"${file.name}" ${why}` });
    if (file.size > maxFileBytes) return refused('is larger than 1 MB. A certificate has a few KB.');
    let octets: Uint8Array;
    try {
      octets = new Uint8Array(await file.arrayBuffer());
    } catch {
      return refused('cannot be read.');
    }
    const here = foundIn(octets);
    if (here.certificates.length === 0 && here.key === null) return refused(whyNothing(octets));
    found.certificates.push(...here.certificates);
    found.key = here.key ?? found.key;
  }
  return { ok: true, found };
}

/** A certificate that stands there already is not put there twice. */
export function withCertificates(text: string, added: readonly string[]): string {
  const left = added.filter((block) => !normalized(text).includes(normalized(block)));
  return [text.trim(), ...new Set(left)].filter((part) => part !== '').join('\n');
}

export function foundWords({ certificates, key }: FoundInFiles): string {
  const parts = [
    ...(certificates.length > 0 ? [counted(certificates.length, 'certificate')] : []),
    ...(key === null ? [] : ['a private key']),
  ];
  return `Read: ${parts.join(' and ')}.`;
}

function foundIn(octets: Uint8Array): FoundInFiles {
  if (isDer(octets)) return { certificates: [pemOf(octets)], key: null };
  const found: FoundInFiles = { certificates: [], key: null };
  for (const [block, label = ''] of textOf(octets).matchAll(blocks)) {
    if (label.endsWith('PRIVATE KEY')) found.key = block;
    else if (label === 'CERTIFICATE') found.certificates.push(block);
  }
  return found;
}

function whyNothing(octets: Uint8Array): string {
  return textOf(octets).includes('CERTIFICATE REQUEST-----')
    ? 'is a request: the answer of the authority is another file.'
    : 'has neither a certificate nor a private key in PEM form.';
}

function textOf(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}

/** An ASN.1 sequence with a length of two octets, as every certificate in DER form begins (X.690 §8.1.3). */
function isDer(octets: Uint8Array): boolean {
  return octets[0] === 0x30 && octets[1] === 0x82;
}

function pemOf(octets: Uint8Array): string {
  const base64 = btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(''));
  const lines = base64.match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n');
}

function normalized(text: string): string {
  return text.replace(/\s/g, '');
}

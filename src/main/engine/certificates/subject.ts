import { isIP } from 'node:net';
import type { Extension, JsonName } from '@peculiar/x509';
import { ContractError } from '../../../shared/contract/errors.ts';
import { normalizeDomain } from '../policy/domainName.ts';
import { x509 } from './x509Library.ts';

/** Whom a certificate is for. */
export interface Subject {
  /** A-labels in lower case, `*.` in front of some, or addresses; at least one. */
  names: readonly string[];
  organization?: string | undefined;
  country?: string | undefined;
  state?: string | undefined;
  locality?: string | undefined;
}

/** RFC 5280, ub-common-name. A longer name stands in the SAN only, where everybody looks for it anyway. */
const maxCommonName = 64;

/** Names as certificates have them, each once. @throws {ContractError} naming the one that is neither name nor address */
export function checkNames(names: readonly string[]): string[] {
  const checked = names.map((text, index) => {
    const name = normalizeName(text);
    if (name !== null) return name;
    const message = `"${text}" is neither a host name nor an IP address.`;
    throw new ContractError({ code: 'invalid-input', field: `names.${index}`, message });
  });
  return [...new Set(checked)];
}

/** The subject in the order in which the Sophos page shows it: C, ST, L, O, CN. What is absent is left out. */
export function subjectName({ names, country, state, locality, organization }: Subject): JsonName {
  const [first = ''] = names;
  const fields: [string, string | undefined][] = [
    ['C', country?.toUpperCase()],
    ['ST', state],
    ['L', locality],
    ['O', organization],
    ['CN', first.length <= maxCommonName ? first : undefined],
  ];
  return fields.flatMap(([field, value]) => (value ? [{ [field]: [value] }] : []));
}

/** What a server's certificate says of its use. Key encipherment is for RSA key exchange (cipher profile fips-kRSA). */
export async function serverExtensions(names: readonly string[], publicKey: CryptoKey): Promise<Extension[]> {
  const isRsa = publicKey.algorithm.name === 'RSASSA-PKCS1-v1_5';
  const library = x509();
  const { digitalSignature, keyEncipherment } = library.KeyUsageFlags;
  return [
    new library.BasicConstraintsExtension(false, undefined, true),
    new library.KeyUsagesExtension(digitalSignature | (isRsa ? keyEncipherment : 0), true),
    new library.ExtendedKeyUsageExtension([library.ExtendedKeyUsage.serverAuth]),
    new library.SubjectAlternativeNameExtension(
      names.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
    ),
    await library.SubjectKeyIdentifierExtension.create(publicKey),
  ];
}

function normalizeName(text: string): string | null {
  const literal = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal) !== 0) return literal;
  if (!text.startsWith('*.')) return normalizeDomain(text);
  const parent = normalizeDomain(text.slice(2));
  // RFC 9525 §6.3: nobody takes a wildcard for a whole top level.
  return parent?.includes('.') ? `*.${parent}` : null;
}

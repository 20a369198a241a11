import type { Certificate } from '../../../shared/contract/certificate.ts';

/** The name by which a certificate is known, also where it has none in its subject. */
export function nameOf({ commonName, subjectAltNames }: Pick<Certificate, 'commonName' | 'subjectAltNames'>): string {
  return commonName ?? subjectAltNames[0] ?? 'Certificate without a name';
}

/** As other tools print it: `DNS:mx.example, IP:192.0.2.1`. Mail addresses and URIs say themselves what they are. */
export function altNameWords(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `${kindOf(name)}${name}`).join(', ');
}

function kindOf(name: string): string {
  if (/^[\d.]+$|^[\da-f]*:[\da-f:.]*$/i.test(name)) return 'IP:';
  return /[@:/]/.test(name) ? '' : 'DNS:';
}

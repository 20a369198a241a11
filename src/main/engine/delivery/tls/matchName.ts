import { isIP } from 'node:net';
import { normalizeDomain } from '../../policy/domainName.ts';

/** What a certificate's subjectAltName says: DNS-IDs and IP-IDs as printed, in the certificate's order. */
export interface PresentedNames {
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
}

/**
 * True where the certificate is for `reference` (RFC 9525 §6): a host name, an IP address, or `.example.com` for any
 * subdomain of example.com at any depth. The common name is never looked at.
 */
export function matchesCertificate(reference: string, presented: PresentedNames): boolean {
  const family = isIP(reference);
  if (family === 0) return presented.dnsNames.some((name) => matchName(reference, name));
  const wanted = canonicalAddress(reference, family);
  return presented.ipAddresses.some((address) => canonicalAddress(address, isIP(address)) === wanted);
}

/**
 * True where one DNS-ID covers `reference`. A wildcard is the whole left-most label, covers exactly one label, and
 * stands before at least two others, so that `*.com` is for nobody (RFC 9525 §6.3).
 */
export function matchName(reference: string, presented: string): boolean {
  const pattern = readPresented(presented);
  if (pattern === null) return false;
  const isSuffix = reference.startsWith('.');
  const wanted = toALabels(isSuffix ? reference.slice(1) : reference);
  if (wanted === null) return false;
  if (isSuffix) return pattern.parent.endsWith(`.${wanted}`) || pattern.parent === wanted;
  const dot = wanted.indexOf('.');
  if (pattern.firstLabel !== '*') return `${pattern.firstLabel}${pattern.dottedParent}` === wanted;
  return dot > 0 && wanted.slice(dot + 1) === pattern.parent;
}

interface PresentedPattern {
  firstLabel: string;
  parent: string;
  dottedParent: string;
}

const presentedLabel = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Null for what no DNS-ID may be: a partial wildcard, a second one, one before a single label, odd characters. */
function readPresented(presented: string): PresentedPattern | null {
  const [firstLabel, ...others] = presented.toLowerCase().replace(/\.$/, '').split('.');
  if (firstLabel === undefined || !others.every((label) => presentedLabel.test(label))) return null;
  const parent = others.join('.');
  if (firstLabel === '*' ? others.length < 2 : !presentedLabel.test(firstLabel)) return null;
  return { firstLabel, parent, dottedParent: parent === '' ? '' : `.${parent}` };
}

/** The reference in A-labels and lower case without the root's dot; null for what is no host name. */
function toALabels(reference: string): string | null {
  const withoutDot = reference.replace(/\.$/, '');
  const ascii = /[^ -~]/.test(withoutDot) ? normalizeDomain(withoutDot) : withoutDot.toLowerCase();
  return ascii?.split('.').every((label) => presentedLabel.test(label)) ? ascii : null;
}

/** One spelling for each address: `::1` and `0:0:0:0:0:0:0:1` are the same. */
function canonicalAddress(address: string, family: number): string | null {
  if (family === 4) return address;
  if (family === 6) return new URL(`http://[${address.replace(/%.*$/, '')}]/`).hostname;
  return null;
}

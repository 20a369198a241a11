import { parse as parseSuffix } from 'tldts';
import { displayDomain, maxDomainLength, normalizeDomain } from './domainName.ts';
import { extractDomain } from './extractDomain.ts';

export type PatternError = 'invalid-domain' | 'public-suffix';

export type ParsedPattern =
  | { ok: true; pattern: string; displayPattern: string }
  | { ok: false; error: PatternError; message: string };

/**
 * Reads what an admin typed as a rule's pattern: `example.com` (that domain only) or `*.example.com` (every subdomain at
 * any depth, not `example.com`), for which `.example.com` is short. `pattern` has A-labels in lower case,
 * `displayPattern` U-labels. Refuses what would cover a whole public suffix of the ICANN section; suffixes that belong
 * to a company (`github.io`) and unlisted ones (`office.lan`) are allowed.
 */
export function parsePattern(text: string): ParsedPattern {
  const trimmed = text.trim();
  if (trimmed === '') return invalid('Enter a domain, for example example.com.');
  const { wildcard, rest } = splitWildcard(trimmed);
  const domain = normalizeDomain(rest);
  if (domain === null) return invalid(adviceFor(trimmed, rest));
  if (isPublicSuffix(domain)) {
    const message = `Many unrelated domains are below "${displayDomain(domain)}". Enter one of them.`;
    return { ok: false, error: 'public-suffix', message };
  }
  if (!domain.includes('.') && !wildcard) {
    return invalid(`${quote(rest)} has no dot. Enter a full domain, for example example.com.`);
  }
  const pattern = wildcard ? `*.${domain}` : domain;
  if (pattern.length > maxDomainLength) return invalid('The domain is too long: at most 253 characters.');
  return { ok: true, pattern, displayPattern: displayDomain(pattern) };
}

const wildcardPrefix = /^[*\uff0a]?[.\u3002\uff0e\uff61](?=.)/u;

function splitWildcard(text: string): { wildcard: boolean; rest: string } {
  const rest = text.replace(wildcardPrefix, '');
  return { wildcard: rest !== text, rest };
}

/** Unlisted last labels are not meant here: they are private networks and tests. */
function isPublicSuffix(domain: string): boolean {
  const options = { allowPrivateDomains: false, extractHostname: false, detectIp: false };
  const { publicSuffix, isIcann } = parseSuffix(domain, options);
  return isIcann === true && publicSuffix === domain;
}

function adviceFor(text: string, rest: string): string {
  const domain = extractDomain(text);
  if (domain !== text) {
    const inner = parsePattern(domain);
    if (inner.ok) return `Enter the domain only: ${inner.displayPattern}.`;
  }
  if (/[*\uff0a]/u.test(rest)) return 'A wildcard stands only at the start, followed by a dot: *.example.com.';
  if (isIpLike(rest)) return 'An IP address is not a domain. Enter a domain, for example example.com.';
  return `${quote(text)} is not a valid domain. Enter one like example.com or *.example.com.`;
}

function isIpLike(text: string): boolean {
  return /^\[?[0-9a-f.:]*[.:][0-9a-f.:]*\]?$/i.test(text) && /\d/.test(text);
}

function quote(text: string): string {
  const printable = text.replace(/\p{C}/gu, '\ufffd');
  return `"${printable.length > 80 ? `${printable.slice(0, 80)}…` : printable}"`;
}

function invalid(message: string): ParsedPattern {
  return { ok: false, error: 'invalid-domain', message };
}

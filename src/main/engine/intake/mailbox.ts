import { labelSeparators, lookupKey, normalizeDomain } from '../policy/domainName.ts';

/** A mailbox as an envelope names it. */
export interface Mailbox {
  /** As the client wrote it, without angle brackets and source route. */
  address: string;
  /** With its quotes, where it has any. */
  localPart: string;
  /** A-label, lower case. */
  domain: string;
}

export type PathProblem =
  | 'syntax'
  | 'control-character'
  | 'address-literal'
  | 'no-domain'
  | 'invalid-domain'
  | 'too-long';

/** What stands between the angle brackets of MAIL FROM or RCPT TO. */
export type ParsedPath =
  | { kind: 'null' }
  | { kind: 'mailbox'; mailbox: Mailbox }
  /** RFC 5321 §4.1.1.3: the one recipient that needs no domain. */
  | { kind: 'postmaster' }
  | { kind: 'invalid'; problem: PathProblem };

/** RFC 5321 §4.5.3.1.3 allows a path of 256 octets, angle brackets included. Local parts over 64 are in real use. */
const maxAddressOctets = 254;

/**
 * Control and format characters, line separators, lone surrogates: none belongs in an address, all can forge a log line
 * or a reply. ZWNJ and ZWJ are left, as some scripts need them.
 */
const forbiddenCharacters = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufffd]|(?![\u200c\u200d])\p{Cf}/u;

const atext = /^[a-z0-9!#$%&'*+/=?^_`{|}~.\u0080-\u{10ffff}-]+/iu;
const quotedString = /^"(?:[^"\\]|\\[ -~])*"/u;
const sourceRoute = /^@([^\s@,:]+(?:,@[^\s@,:]+)*):/u;

export function hasForbiddenCharacter(text: string): boolean {
  return forbiddenCharacters.test(text);
}

/**
 * Reads a path (RFC 5321 §4.1.2, RFC 6531 §3.3). A source route is checked and dropped, as RFC 5321 appendix C asks:
 * only the last mailbox counts. `%` and `!` are ordinary characters of a local part. More lenient than the RFC in one
 * thing: dots stand anywhere in a local part, as printers and some providers have them.
 */
export function parsePath(text: string, role: 'sender' | 'recipient'): ParsedPath {
  if (text === '') return { kind: 'null' };
  if (hasForbiddenCharacter(text)) return invalid('control-character');
  const address = withoutSourceRoute(text);
  if (address === null) return invalid('syntax');
  if (Buffer.byteLength(address) > maxAddressOctets) return invalid('too-long');

  const localPart = (quotedString.exec(address) ?? atext.exec(address))?.[0];
  if (localPart === undefined) return invalid('syntax');
  if (localPart === address) {
    return address.toLowerCase() === 'postmaster' ? { kind: 'postmaster' } : invalid('no-domain');
  }
  if (address.charAt(localPart.length) !== '@') return invalid('syntax');
  const writtenDomain = address.slice(localPart.length + 1);
  if (writtenDomain.startsWith('[')) return invalid('address-literal');
  const domain = readDomain(writtenDomain, role);
  if (domain === null) return invalid('invalid-domain');
  return { kind: 'mailbox', mailbox: { address, localPart, domain } };
}

/** Null where there is a route and it is not well formed. */
function withoutSourceRoute(text: string): string | null {
  if (!text.startsWith('@')) return text;
  const route = sourceRoute.exec(text);
  const hosts = route?.[1]?.split(',@');
  if (!route || !hosts?.every((host) => normalizeDomain(host) !== null)) return null;
  return text.slice(route[0].length);
}

/** A sender's domain in ASCII may have underscores: machines in offices are named like that, and a rule has to see them. */
function readDomain(text: string, role: 'sender' | 'recipient'): string | null {
  if (labelSeparators.test(text.slice(-1))) return null;
  const domain = normalizeDomain(text);
  if (domain !== null || role === 'recipient' || !isAscii(text)) return domain;
  return normalizeDomain(text.replaceAll('_', '-')) === null || !text.includes('_') ? null : lookupKey(text);
}

function invalid(problem: PathProblem): ParsedPath {
  return { kind: 'invalid', problem };
}

/** True where a command needs SMTPUTF8 (RFC 6531 §3.4) for this text. */
export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

import { normalizeDomain } from '../../policy/domainName.ts';

/**
 * An address as it stands between the angle brackets of MAIL and RCPT: with a domain in A-labels, so that only a local
 * part outside ASCII needs SMTPUTF8. Empty for the null sender. Null for what SMTP cannot carry, above all control
 * characters and line ends: they would end the command and begin another.
 */
export function wirePath(address: string): string | null {
  if (address === '') return '';
  const at = address.lastIndexOf('@');
  const localPart = address.slice(0, at);
  const domain = wireDomain(address.slice(at + 1));
  if (at < 1 || domain === null || !isLocalPart(localPart)) return null;
  return `${localPart}@${domain}`;
}

export function isAscii(text: string): boolean {
  return !/[^ -~]/.test(text);
}

/** A quoted string (RFC 5321 §4.1.2, RFC 6531 §3.3), or anything without blanks and what would end the path. */
const quotedLocalPart = /^"(?:[^"\\\p{Cc}\u2028\u2029]|\\[ -~])*"$/u;
/** ZWNJ and ZWJ are letters' business in some scripts: the intake takes them too. */
const plainLocalPart = /^(?:[^\s"<>\\@\p{Cc}\p{Cf}]|[\u200c\u200d])+$/u;
const wireDomainForm = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[A-Za-z0-9.:-]+\])$/;

function isLocalPart(text: string): boolean {
  return text.isWellFormed() && (plainLocalPart.test(text) || quotedLocalPart.test(text));
}

function wireDomain(domain: string): string | null {
  if (!isAscii(domain)) return normalizeDomain(domain);
  return wireDomainForm.test(domain) ? domain : null;
}

/**
 * The part of a pasted piece of text that could be a domain: of `bob@example.com`, `Bob <bob@example.com>`,
 * `https://example.com:8443/path`, `mailto:bob@example.com?subject=x`, `@example.com` it is `example.com`. Of a web address
 * the `www.` is left out: mail goes to the domain, hardly ever to its web server. Text in which it finds nothing to take
 * away comes back trimmed. Does not check that the result is a domain.
 */
export function extractDomain(text: string): string {
  const address = insideAngleBrackets(withoutQuotes(text.trim()));
  const authority = address
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^(?:mailto|smtp):/i, '')
    .replace(/[/?#].*$/su, '');
  const host = withoutPort(authority.slice(authority.lastIndexOf('@') + 1)).trim();
  return /^https?:/i.test(address) ? host.replace(/^www\.(?=[^.]+\.)/i, '') : host;
}

function withoutQuotes(text: string): string {
  const quoted = /^(["'`“‘])(.*)(["'`”’])$/su.exec(text);
  return quoted?.[2]?.trim() ?? text;
}

function insideAngleBrackets(text: string): string {
  return /<([^<>]+)>\s*$/u.exec(text)?.[1] ?? text;
}

/** Not of an IPv6 address, where the last group only looks like a port. */
function withoutPort(text: string): string {
  return text.indexOf(':') === text.lastIndexOf(':') || text.startsWith('[') ? text.replace(/:\d*$/, '') : text;
}

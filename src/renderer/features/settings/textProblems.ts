/** What can be told of a text while it is typed. The engine checks the same again, and more. */

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;

function isIpv4(text: string): boolean {
  return ipv4.test(text);
}

function isIpv6(text: string): boolean {
  return /^[\da-f:.]*:[\da-f:.]*$/i.test(text) && URL.canParse(`http://[${text}]/`);
}

export function listenAddressProblem(host: string): string | null {
  const text = host.trim();
  if (text === '') return 'An address of this machine.';
  if (text === 'localhost' || isIpv4(text) || isIpv6(text)) return null;
  return 'Give the address of this machine to listen on, for example 127.0.0.1 or 0.0.0.0.';
}

/** A host name may be a single label: `localhost`, `relay`. */
export function hostNameProblem(name: string): string | null {
  const text = name.trim();
  if (text === '') return 'Enter a host name.';
  return isDomainLike(text) ? null : `"${text}" is not a host name.`;
}

export function serverProblem(name: string): string | null {
  const text = name.trim();
  if (text === '') return 'Enter the name of the server, or its address.';
  return isDomainLike(text) || isIpv4(text) || isIpv6(text) ? null : `"${text}" is not a host name.`;
}

export function networkProblem(text: string): string | null {
  const [address = '', bits, ...rest] = text.split('/');
  const most = isIpv4(address) ? 32 : isIpv6(address) ? 128 : null;
  const isNetwork = most !== null && rest.length === 0 && (bits === undefined || isBits(bits, most));
  if (!isNetwork) return `"${text}" is not an address or a network like 192.168.1.0/24.`;
  return Number(bits) === 0 ? `${text} is everybody: the whole world could send through this relay.` : null;
}

export function domainProblem(text: string): string | null {
  return isDomainLike(text) ? null : `"${text}" is not a domain.`;
}

/**
 * The lines that are one word. The engine takes them, as it takes `localhost`, but most often a domain was written with a
 * blank in it, or without its end.
 */
export function oneWordDomains(lines: readonly string[]): string[] {
  return lines.filter((line) => !/[.\u3002\uff0e\uff61]/u.test(line) && line.toLowerCase() !== 'localhost');
}

/** With or without a port. */
export function dnsServerProblem(text: string): string | null {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[3] === undefined ? 53 : Number(match[3]);
  const isServer = isIpv6(text) || isIpv6(match?.[1] ?? '') || isIpv4(match?.[2] ?? '');
  return isServer && port >= 1 && port <= 65_535
    ? null
    : `"${text}" is not an address with a port, like 192.168.1.1:53.`;
}

/** The first problem of a list, one a line. */
export function firstProblem(lines: readonly string[], problemOf: (line: string) => string | null): string | null {
  for (const line of lines) {
    const problem = problemOf(line);
    if (problem !== null) return problem;
  }
  return null;
}

function isBits(text: string, most: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= most;
}

/** Letters of any script, digits, hyphens; the last label is no number, else it would be an address. */
function isDomainLike(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.');
  const isLabel = (label: string) => /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u.test(label);
  return text.length <= 253 && labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? '');
}

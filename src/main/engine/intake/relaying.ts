import ipaddr from 'ipaddr.js';
import type { MessageDirection } from '../../../shared/domain/direction.ts';

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Whether an address is in one of the networks (CIDR or single addresses). IPv4-mapped IPv6 counts as IPv4 on both
 * sides. What cannot be read as a network allows nobody.
 */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const client = ipaddr.process(address);
  return readNetworks(networks).some((network) => network[0].kind() === client.kind() && client.match(network));
}

/** Read once for each list of the settings: every recipient of every message asks. */
const known = new WeakMap<readonly string[], Network[]>();

function readNetworks(texts: readonly string[]): Network[] {
  const found = known.get(texts);
  if (found) return found;
  const networks = texts.map(readNetwork).filter((network) => network !== null);
  known.set(texts, networks);
  return networks;
}

function readNetwork(text: string): Network | null {
  try {
    const [network, bits] = text.includes('/') ? ipaddr.parseCIDR(text) : singleAddress(ipaddr.parse(text));
    if (!(network instanceof ipaddr.IPv6) || !network.isIPv4MappedAddress()) return [network, bits];
    return bits >= 96 ? [network.toIPv4Address(), bits - 96] : null;
  } catch {
    return null;
  }
}

function singleAddress(address: ipaddr.IPv4 | ipaddr.IPv6): Network {
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/**
 * Who may send to whom: anybody to our own domains, a client on an allowed network or one that has logged in to any
 * domain. Null: relaying denied. `domain` and `acceptedDomains` are A-labels in lower case.
 */
export function decideDirection(
  domain: string,
  acceptedDomains: readonly string[],
  clientAllowed: boolean,
): MessageDirection | null {
  if (acceptedDomains.includes(domain)) return 'inbound';
  return clientAllowed ? 'outbound' : null;
}

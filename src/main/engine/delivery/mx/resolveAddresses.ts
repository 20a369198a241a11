import { isIP } from 'node:net';
import type { Random } from '../../runtime.ts';
import { temporaryFailure } from '../classify.ts';
import type { DeliveryFailure } from '../types.ts';
import { askDns, type DnsAnswer } from './dnsAnswer.ts';
import { shuffle } from './orderMx.ts';
import type { DnsResolver } from './resolver.ts';

export type AddressResult =
  | { kind: 'addresses'; addresses: string[] }
  /** `definite`: the DNS said that there is none, not merely nothing. */
  | { kind: 'failed'; failure: DeliveryFailure; definite: boolean };

/**
 * The addresses of an MX host: A and AAAA, each shuffled, IPv4 first, because receivers ask more of IPv6 senders (a name in
 * the reverse zone above all) than a small office often has. One family is enough where the other gives no answer.
 */
export async function resolveAddresses(
  host: string,
  deps: { resolver: DnsResolver; random: Random },
): Promise<AddressResult> {
  const [v4, v6] = await Promise.all([
    askDns(() => deps.resolver.resolve4(host)),
    askDns(() => deps.resolver.resolve6(host)),
  ]);
  const addresses = [...shuffle(recordsOf(v4), deps.random), ...shuffle(recordsOf(v6), deps.random)];
  return addresses.length > 0 ? { kind: 'addresses', addresses } : noAddress(host, [v4, v6]);
}

/**
 * The addresses of a server that the admin named: an address as it stands, a name from the DNS, and what only this
 * machine knows, such as `localhost`, from the system.
 */
export async function resolveNamedHost(
  host: string,
  deps: { resolver: DnsResolver; random: Random; usesSystemDns: boolean },
): Promise<AddressResult> {
  const literal = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal) !== 0) return { kind: 'addresses', addresses: [literal] };
  if (!deps.usesSystemDns) {
    const result = await resolveAddresses(host, deps);
    if (result.kind === 'addresses' || !result.definite) return result;
  }
  const found = await askDns(() => deps.resolver.lookup(host));
  return found.kind === 'records' ? { kind: 'addresses', addresses: found.records } : noAddress(host, [found]);
}

function recordsOf(answer: DnsAnswer<string>): string[] {
  return answer.kind === 'records' ? answer.records : [];
}

function noAddress(host: string, answers: readonly DnsAnswer<string>[]): AddressResult {
  for (const answer of answers) {
    if (answer.kind === 'unknown') return { kind: 'failed', failure: answer.failure, definite: false };
  }
  // Another host may do, and the record may come: temporary.
  return { kind: 'failed', failure: temporaryFailure('dns-nxdomain', `${host} has no address.`), definite: true };
}

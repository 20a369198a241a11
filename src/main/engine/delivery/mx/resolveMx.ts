import type { Random } from '../../runtime.ts';
import { permanentFailure } from '../classify.ts';
import type { DeliveryFailure } from '../types.ts';
import { askDns, nxdomainFailure } from './dnsAnswer.ts';
import { type MxHost, orderMx } from './orderMx.ts';
import type { DnsResolver } from './resolver.ts';

export type MxResult = { kind: 'hosts'; hosts: MxHost[] } | { kind: 'failed'; failure: DeliveryFailure };

/**
 * The hosts that take a domain's mail, in the order in which to try them (RFC 5321 §5.1). The domain itself stands in
 * only where it has no MX record at all; a null MX (RFC 7505) and a domain that does not exist are final; a DNS that does
 * not answer says nothing. `ownHostname`: hosts from ourselves on are left out, else mail would go in circles.
 */
export async function resolveMx(
  domain: string,
  deps: { resolver: DnsResolver; random: Random; ownHostname: string },
): Promise<MxResult> {
  const answer = await askDns(() => deps.resolver.resolveMx(domain));
  switch (answer.kind) {
    case 'unknown':
      return { kind: 'failed', failure: answer.failure };
    case 'nxdomain':
      return { kind: 'failed', failure: nxdomainFailure(domain) };
    case 'nodata':
      return { kind: 'hosts', hosts: [{ host: domain, preference: 0, implicit: true }] };
    case 'records': {
      const ordered = orderMx(answer.records, deps.random, deps.ownHostname);
      if (ordered === 'null-mx') {
        return { kind: 'failed', failure: permanentFailure('null-mx', `${domain} takes no mail.`) };
      }
      if (ordered === 'mx-loop') {
        return {
          kind: 'failed',
          failure: permanentFailure('mx-loop', `${domain} points back to ${deps.ownHostname}.`),
        };
      }
      return { kind: 'hosts', hosts: ordered };
    }
  }
}

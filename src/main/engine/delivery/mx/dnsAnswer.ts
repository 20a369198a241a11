import { permanentFailure, temporaryFailure } from '../classify.ts';
import type { DeliveryFailure } from '../types.ts';

/** What the DNS said to one question. `nodata`: the name is there, but has no record of this type. */
export type DnsAnswer<Value> =
  | { kind: 'records'; records: Value[] }
  | { kind: 'nodata' }
  | { kind: 'nxdomain' }
  /** No answer, or none to rely on. Never to be taken for "there is none". */
  | { kind: 'unknown'; failure: DeliveryFailure };

/** Asks once and sorts the answer, or c-ares's error, into the kinds above. */
export async function askDns<Value>(question: () => Promise<Value[]>): Promise<DnsAnswer<Value>> {
  try {
    const records = await question();
    return records.length > 0 ? { kind: 'records', records } : { kind: 'nodata' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    const detail = error instanceof Error ? error.message : String(error);
    switch (code) {
      case 'ENODATA':
        return { kind: 'nodata' };
      case 'ENOTFOUND':
      // A name that no DNS server can be asked for, such as one with a label of 64 octets.
      case 'EBADNAME':
        return { kind: 'nxdomain' };
      case 'ETIMEOUT':
      case 'ETIMEDOUT':
        return { kind: 'unknown', failure: temporaryFailure('dns-timeout', detail) };
      default:
        return { kind: 'unknown', failure: temporaryFailure('dns-servfail', detail) };
    }
  }
}

export function nxdomainFailure(name: string): DeliveryFailure {
  return permanentFailure('dns-nxdomain', `There is no domain ${name}.`);
}

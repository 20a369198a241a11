import type { Random } from '../../runtime.ts';

export interface MxHost {
  /** Lower case, without the root's dot. */
  host: string;
  preference: number;
  /** The domain itself, because it has no MX record. */
  implicit: boolean;
}

/**
 * MX records in the order in which to try them: the lowest preference first, equal ones shuffled. Names that stand twice
 * are tried once. `null-mx` where the domain says that it takes no mail, `mx-loop` where only we ourselves are left.
 */
export function orderMx(
  records: readonly { exchange: string; priority: number }[],
  random: Random,
  ownHostname: string,
): MxHost[] | 'null-mx' | 'mx-loop' {
  const hosts = records
    .map(({ exchange, priority }) => ({ host: normalizeHost(exchange), preference: priority, implicit: false }))
    // RFC 7505 §3: a null record beside others is a mistake, and no reason to pass the others over.
    .filter(({ host }) => host !== '');
  if (hosts.length === 0) return 'null-mx';

  const ordered = shuffle(hosts, random).sort((one, other) => one.preference - other.preference);
  const own = normalizeHost(ownHostname);
  const ownPreference = ordered.find(({ host }) => host === own)?.preference ?? Number.POSITIVE_INFINITY;
  const seen = new Set<string>();
  const usable = ordered.filter(({ host, preference }) => {
    if (preference >= ownPreference || seen.has(host)) return false;
    seen.add(host);
    return true;
  });
  return usable.length > 0 ? usable : 'mx-loop';
}

function normalizeHost(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Fisher and Yates. */
export function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const [moved] = shuffled.splice(Math.floor(random() * (last + 1)), 1);
    if (moved !== undefined) shuffled.push(moved);
  }
  return shuffled;
}

import type { DueDomains } from './dueDomains.ts';

export interface PlaceLimits {
  maxConnections: number;
  maxConnectionsPerDomain: number;
}

/** How many deliveries may run, in all and for one domain. A domain that has all its places is set aside. */
export interface Places {
  hasRoom(): boolean;
  take(domain: string): void;
  leave(domain: string): void;
  /** The limits may have changed. */
  review(): void;
}

export function createPlaces(limits: () => PlaceLimits, due: DueDomains): Places {
  const takenByDomain = new Map<string, number>();
  let taken = 0;

  const judge = (domain: string) => {
    if ((takenByDomain.get(domain) ?? 0) >= limits().maxConnectionsPerDomain) due.setAside(domain);
    else due.takeBack(domain);
  };

  return {
    hasRoom: () => taken < limits().maxConnections,
    take(domain) {
      taken += 1;
      takenByDomain.set(domain, (takenByDomain.get(domain) ?? 0) + 1);
      judge(domain);
    },
    leave(domain) {
      taken -= 1;
      const left = (takenByDomain.get(domain) ?? 1) - 1;
      if (left === 0) takenByDomain.delete(domain);
      else takenByDomain.set(domain, left);
      judge(domain);
    },
    review() {
      for (const domain of takenByDomain.keys()) judge(domain);
    },
  };
}

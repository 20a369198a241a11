import type { DueDomains } from './dueDomains.ts';
import type { Pace } from './pace.ts';

export interface PlaceLimits {
  maxConnections: number;
  maxConnectionsPerDomain: number;
}

/** A server may have little room for us: nobody knows before it has taken mail. */
export const firstPlaces = 5;

/**
 * How many deliveries may run, in all and for one domain. A domain that has all its places is set aside. It begins with
 * `firstPlaces`, has one more for each delivery that went well, up to the limit, and begins anew after one that did not.
 */
export interface Places {
  hasRoom(): boolean;
  take(domain: string): void;
  leave(domain: string, pace: Pace): void;
  /** The limits may have changed. */
  review(): void;
}

export function createPlaces(limits: () => PlaceLimits, due: DueDomains): Places {
  const takenByDomain = new Map<string, number>();
  /** Of domains with deliveries under way only. */
  const placesOf = new Map<string, number>();
  let taken = 0;

  const judge = (domain: string) => {
    const places = Math.min(placesOf.get(domain) ?? firstPlaces, limits().maxConnectionsPerDomain);
    if ((takenByDomain.get(domain) ?? 0) >= places) due.setAside(domain);
    else due.takeBack(domain);
  };

  return {
    hasRoom: () => taken < limits().maxConnections,
    take(domain) {
      taken += 1;
      takenByDomain.set(domain, (takenByDomain.get(domain) ?? 0) + 1);
      judge(domain);
    },
    leave(domain, pace) {
      taken -= 1;
      const left = (takenByDomain.get(domain) ?? 1) - 1;
      if (left > 0) takenByDomain.set(domain, left);
      else takenByDomain.delete(domain);
      if (left === 0 || pace === 'slower') placesOf.delete(domain);
      else if (pace === 'faster') {
        const places = (placesOf.get(domain) ?? firstPlaces) + 1;
        placesOf.set(domain, Math.min(places, limits().maxConnectionsPerDomain));
      }
      judge(domain);
    },
    review() {
      for (const domain of takenByDomain.keys()) judge(domain);
    },
  };
}

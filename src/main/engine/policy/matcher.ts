import { lookupKey } from './domainName.ts';

export interface Matcher<T> {
  /** The value of the most specific pattern that covers the domain, given in any case and as A- or U-labels. */
  match(domain: string): T | null;
}

/**
 * Patterns as `parsePattern` gives them; of two equal ones the last counts. An exact pattern comes before a wildcard, a
 * longer wildcard before a shorter one. `*.example.com` covers every subdomain at any depth, not `example.com`. A match
 * costs one look-up per label of the domain, however many patterns there are.
 *
 * `*.sub.example.com` may be asked about as well: it is covered by what covers all of it.
 */
export function createMatcher<T>(entries: Iterable<{ pattern: string; value: T }>): Matcher<T> {
  const exact = new Map<string, { value: T }>();
  const bySuffix = new Map<string, { value: T }>();
  for (const { pattern, value } of entries) {
    if (pattern.startsWith('*.')) bySuffix.set(pattern.slice(2), { value });
    else exact.set(pattern, { value });
  }

  return {
    match(domain) {
      const key = lookupKey(domain);
      const own = exact.get(key);
      if (own) return own.value;
      for (let dot = key.indexOf('.'); dot !== -1; dot = key.indexOf('.', dot + 1)) {
        const found = bySuffix.get(key.slice(dot + 1));
        if (found) return found.value;
      }
      return null;
    },
  };
}
